using System.Collections.Frozen;
using Backorders.Domain.Ids;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Backorders.Server.Routing;

/// <summary>
/// Which calls the <see cref="RoutingInterceptor"/> takes to their warehouse's node: those of one request message that names a warehouse. Found in the contract's
/// descriptors, once. Streams of requests, and streams that go on after a move, find their way in their services.
/// </summary>
internal static class RoutedCalls
{
    private const string WarehouseField = "warehouse";

    /// <summary>Calls that are answered by the node that their client called: server streams, and what is read from the store alone.</summary>
    private static readonly string[] Elsewhere =
    [
        // The audit is told also of a warehouse that nobody serves.
        "/backorders.v1.Operations/ListAudit",
        // Printers and their jobs stand in the store that all nodes share; only what a label says is asked of the warehouse.
        "/backorders.v1.Printing/ListPrinters", "/backorders.v1.Printing/GetPrintJob", "/backorders.v1.Printing/AttendPrinters", "/backorders.v1.Printing/TakePrintJob",
        "/backorders.v1.Printing/EndPrintJob",
        "/backorders.v1.Events/Subscribe", "/backorders.v1.Availability/Watch", "/backorders.v1.Operations/SimulatePolicyStream",
    ];

    private static readonly FrozenDictionary<string, FieldDescriptor> ByMethod = Services()
        .SelectMany(service => service.Methods)
        .Where(method => !method.IsClientStreaming && WarehouseOf(method.InputType) is not null)
        .Select(method => KeyValuePair.Create(PathOf(method), WarehouseOf(method.InputType)!))
        .Where(pair => !Elsewhere.Contains(pair.Key))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The services whose calls are about one warehouse. Webhooks are one store's matter, and a driven clock is one node's.</summary>
    public static IEnumerable<ServiceDescriptor> Services() =>
    [
        V1.Receiving.Descriptor, V1.Stations.Descriptor, V1.Printing.Descriptor, V1.Orders.Descriptor, V1.Inbound.Descriptor, V1.Items.Descriptor, V1.Availability.Descriptor,
        V1.Events.Descriptor, V1.Operations.Descriptor,
    ];

    /// <summary>Whether the interceptor takes the call to its node.</summary>
    public static bool Has(string method) => ByMethod.ContainsKey(method);

    /// <summary>The warehouse that a request names; null when it names none that could be one: the handler says what is wrong.</summary>
    public static WarehouseId? WarehouseIn(string method, object request) =>
        ByMethod[method].Accessor.GetValue((IMessage)request) is string text && WarehouseId.TryCreate(text, out WarehouseId id) ? id : null;

    private static string PathOf(MethodDescriptor method) => $"/{method.Service.FullName}/{method.Name}";

    private static FieldDescriptor? WarehouseOf(MessageDescriptor message) =>
        message.FindFieldByName(WarehouseField) is { FieldType: FieldType.String, IsRepeated: false } field ? field : null;
}
