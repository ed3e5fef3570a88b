using Backorders.Server.Routing;
using Google.Protobuf.Reflection;

namespace Backorders.Server.Tests;

/// <summary>Every call of the contract is known to routing, or known not to be its matter.</summary>
public sealed class RoutedCallsTests
{
    /// <summary>Calls that no warehouse decides: any node answers them.</summary>
    private static readonly string[] AnyNode = ["GetCluster", "DrainNode", "SealShard", "UnsealShard", "BackUp", "ListAudit", "ListPrinters", "GetPrintJob", "TakePrintJob", "EndPrintJob"];

    /// <summary>Streams, whose messages or turns find their way in their services.</summary>
    private static readonly string[] Streams = ["ReceiveStream", "Work", "SubmitOrders", "AnnounceShipments", "CloseShipments", "Subscribe", "Watch", "SimulatePolicyStream", "AttendPrinters"];

    [Fact]
    public void Calls_OfEveryService_AreRoutedOrKnownNotToBe()
    {
        string[] left = [.. RoutedCalls.Services().SelectMany(s => s.Methods).Where(m => !RoutedCalls.Has(Path(m))).Select(m => m.Name)];
        Assert.Equal(AnyNode.Concat(Streams).Order(), left.Order());
    }

    [Fact]
    public void Services_OfTheContract_AreAllLookedAt()
    {
        IEnumerable<string> others = V1.ReceivingReflection.Descriptor.Package is var package
            ? typeof(V1.Receiving).Assembly.GetTypes()
                .Where(t => t.Namespace == typeof(V1.Receiving).Namespace && t.IsAbstract && t.IsSealed)
                .Select(t => t.GetProperty("Descriptor")?.GetValue(null)).OfType<ServiceDescriptor>().Select(s => s.FullName[(package.Length + 1)..])
            : [];
        Assert.Equal(["DrivenClock", "Webhooks"], others.Except(RoutedCalls.Services().Select(s => s.Name)).Order());
    }

    [Fact]
    public void Warehouse_OfARequest_IsFoundWhenItCanBeOne()
    {
        string method = Path(V1.Orders.Descriptor.FindMethodByName("AmendOrder"));
        Assert.Equal("MAIN", RoutedCalls.WarehouseIn(method, new V1.AmendOrderRequest { Warehouse = "MAIN" })!.Value.Value);
        Assert.Null(RoutedCalls.WarehouseIn(method, new V1.AmendOrderRequest { Warehouse = " " }));
    }

    private static string Path(MethodDescriptor method) => $"/{method.Service.FullName}/{method.Name}";
}
