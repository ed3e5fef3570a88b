using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Backorders.Nodes.V1;
using Backorders.Server.Calls;
using Backorders.Server.Edge;
using Backorders.Server.Printing;
using Backorders.Server.Refusals;
using Backorders.Server.Security;
using Backorders.Server.Services;
using Backorders.Server.Webhooks;
using Grpc.Core;

namespace Backorders.Server.Hosting;

/// <summary>
/// Carries out what other nodes pass on, by the same handlers that serve this node's own clients. Found in the generated services once; messages of clients' streams go to
/// their <see cref="CommandStream{TRequest, TResponse}"/>.
/// </summary>
internal sealed class CallDesk : ServiceBinderBase, ICallDesk
{
    private readonly Dictionary<string, Func<WarehouseRequest, Task<WarehouseAnswer>>> handlers = new(StringComparer.Ordinal);

    public CallDesk(
        ReceivingService receiving, StationsService stations, OrdersService orders, InboundService inbound, ItemsService items, AvailabilityService availability,
        EventsService events, OperationsService operations, WebhooksService webhooks, PrintingService printing)
    {
        V1.Receiving.BindService(this, receiving);
        V1.Stations.BindService(this, stations);
        V1.Orders.BindService(this, orders);
        V1.Inbound.BindService(this, inbound);
        V1.Items.BindService(this, items);
        V1.Availability.BindService(this, availability);
        V1.Events.BindService(this, events);
        V1.Operations.BindService(this, operations);
        V1.Webhooks.BindService(this, webhooks);
        V1.Printing.BindService(this, printing);
        Add(ReceivingService.ScansPath, receiving.Scans);
        handlers[StationsService.WorkPath] = stations.CarryOutAsync;
        Add(OrdersService.OrdersPath, orders.Orders);
        Add(InboundService.NoticesPath, inbound.Notices);
        Add(InboundService.ClosingsPath, inbound.Closings);
        handlers[AvailabilityService.WatchPath] = request => UnaryAsync(
            V1.WatchRequest.Parser.ParseFrom, availability.LookAsync, AvailabilityService.WatchPath, request);
        handlers[EventFeed.TasksPath] = request => UnaryAsync(TasksAndLinesRequest.Parser.ParseFrom, (asked, _) => events.FindAsync(asked), EventFeed.TasksPath, request);
    }

    /// <inheritdoc/>
    public Task<WarehouseAnswer> CarryOutAsync(WarehouseRequest request) => handlers.TryGetValue(request.Method, out Func<WarehouseRequest, Task<WarehouseAnswer>>? handler)
        ? handler(request)
        : Task.FromResult(new WarehouseAnswer(null, (int)StatusCode.Unimplemented, $"This node does not know {request.Method}: the one that sent it runs a later program."));

    /// <inheritdoc/>
    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
        handlers[method.FullName] = request => UnaryAsync<TRequest, TResponse>(CarriedMessage.ReaderOf<TRequest>(), (message, context) => handler!(message, context), method.FullName, request);

    /// <inheritdoc/>
    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
        // There is none in the contract; a test of RoutedCalls would miss it.
    }

    /// <inheritdoc/>
    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
        // They run at the node that their client called.
    }

    /// <inheritdoc/>
    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
        // Their messages are carried out one by one.
    }

    private void Add(string path, Func<Caller, ICarriedStream> open) => handlers[path] = request => open(Caller.From(request.Rights)).CarryOutAsync(request.Message);

    /// <summary>Off the gateway's thread: a handler may work for a while before it first waits.</summary>
    private static Task<WarehouseAnswer> UnaryAsync<TRequest, TResponse>(
        Func<byte[], TRequest> read, Func<TRequest, ServerCallContext, Task<TResponse>> handler, string path, WarehouseRequest request)
        where TRequest : class
        where TResponse : class => Task.Run(async () =>
        {
            try
            {
                CarriedCallContext context = new(path, Caller.From(request.Rights));
                return new WarehouseAnswer(await handler(CarriedMessage.Open(request.Message, read), context).ConfigureAwait(false));
            }
            catch (RpcException e)
            {
                return Refuse(e);
            }
            catch (JournalException e)
            {
                return Refuse(RefusalStatus.ToException(OutcomeInterceptor.StoreTrouble(e)));
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                return new WarehouseAnswer(null, (int)StatusCode.Internal, $"The node that serves the warehouse failed at the call: {e.Message}");
            }
        });

    private static WarehouseAnswer Refuse(RpcException e) =>
        new(null, (int)e.StatusCode, e.Status.Detail, e.Trailers.GetValueBytes(MetadataExtensions.StatusDetailsTrailerName), RouteFailure.WasMoved(e));
}
