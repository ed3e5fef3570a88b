using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;
using Backorders.Domain.Views;
using Backorders.Server.Mapping;
using Backorders.Server.Mapping.Orders;
using Backorders.Server.Metrics;
using Backorders.Server.Options;
using Backorders.Server.Refusals;
using Backorders.Server.Routing;
using Backorders.Server.Security;
using Grpc.Core;

namespace Backorders.Server.Services;

/// <summary>What order systems and the customer desk call.</summary>
internal sealed partial class OrdersService(CommandGate gate, CallRouter router, NodeLimits limits, ServerInstruments instruments) : V1.Orders.OrdersBase
{
    public const string OrdersPath = "/backorders.v1.Orders/SubmitOrders";

    public override Task<V1.SubmitOrderResponse> SubmitOrder(V1.SubmitOrderRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(OrderMessages.Submit(request, caller, caller.RequireOwner(), gate.Now), caller, OrderAnswers.Submit);
    }

    public override Task SubmitOrders(
        IAsyncStreamReader<V1.SubmitOrderRequest> requestStream, IServerStreamWriter<V1.SubmitOrdersResponse> responseStream, ServerCallContext context) =>
        Orders(Caller.Of(context)).RunAsync(router, requestStream, responseStream, context, limits.StreamPendingMax);

    /// <summary>One caller's stream, whose messages are carried out at their warehouse's node.</summary>
    public CommandStream<V1.SubmitOrderRequest, V1.SubmitOrdersResponse> Orders(Caller caller)
    {
        OwnerId owner = caller.RequireOwner();
        StreamCounter counter = instruments.Stream("SubmitOrders");
        return new CommandStream<V1.SubmitOrderRequest, V1.SubmitOrdersResponse>(gate, caller)
        {
            Path = OrdersPath,
            Warehouse = static request => request.Warehouse,
            Parse = request => OrderMessages.Submit(request, caller, owner, gate.Now),
            Answer = (request, outcome) =>
            {
                counter.Answered(outcome.Refused is not null);
                return outcome.Refused is { } refused
                    ? new V1.SubmitOrdersResponse { OrderNo = request.OrderNo, Refused = RefusalStatus.ToMessage(refused) }
                    : new V1.SubmitOrdersResponse { OrderNo = request.OrderNo, Accepted = OrderAnswers.Submit(outcome) };
            },
        };
    }

    public override Task<V1.AmendOrderResponse> AmendOrder(V1.AmendOrderRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(OrderMessages.Amend(request, caller, caller.RequireOwner()), caller, OrderAnswers.Amend);
    }

    public override Task<V1.CancelOrderResponse> CancelOrder(V1.CancelOrderRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(OrderMessages.Cancel(request, caller, caller.RequireOwner()), caller, OrderAnswers.Cancel);
    }

    public override Task<V1.HoldOrderResponse> HoldOrder(V1.HoldOrderRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(OrderMessages.Hold(request, caller, caller.RequireOwner()), caller, OrderAnswers.Hold);
    }

    public override Task<V1.ReleaseOrderResponse> ReleaseOrder(V1.ReleaseOrderRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(OrderMessages.Release(request, caller, caller.RequireOwner()), caller, OrderAnswers.Release);
    }

    public override Task<V1.ExpediteResponse> Expedite(V1.ExpediteRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(OrderMessages.Expedite(request, caller, caller.RequireOwner()), caller, OrderAnswers.Expedite);
    }

    public override async Task<V1.Order> GetOrder(V1.GetOrderRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        OrderKey order = Order(caller, request.OrderNo);
        QueryOutcome<OrderView?> found = await gate.AskAsync(caller, request.Warehouse, new FindOrder(order)).ConfigureAwait(false);
        return found.Value is { } view
            ? Forms.Order(view, found.Seq)
            : throw await NoOrderAsync(caller, nameof(GetOrder), request.Warehouse, order).ConfigureAwait(false);
    }

    public override async Task<V1.ListBackordersResponse> ListBackorders(V1.ListBackordersRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        OwnerId owner = caller.RequireOwner();
        Border border = default;
        Sku? sku = request.Sku.Length > 0 ? border.Sku(request.Sku) : null;
        Page page = Page.Read(ref border, request.PageSize, request.PageToken);
        if (border.Refused is { } refused)
        {
            throw RefusalStatus.ToException(refused);
        }

        QueryOutcome<IReadOnlyList<LineView>> found = await gate
            .AskAsync(caller, request.Warehouse, new ListBackorders(owner, sku, page.Skip, page.Take)).ConfigureAwait(false);
        return new V1.ListBackordersResponse
        {
            Lines = { found.Value!.Take(page.Size).Select(Forms.Line) }, NextPageToken = page.Next(found.Value!.Count), Cursor = found.Seq,
        };
    }

    public override async Task<V1.LineExplanation> ExplainLine(V1.ExplainLineRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        OrderKey order = Order(caller, request.OrderNo);
        LineKey line = new(order, request.LineNo);
        QueryOutcome<ExplainedLine> found = await gate.AskAsync(caller, request.Warehouse, new ExplainLine(line)).ConfigureAwait(false);
        if (found.Value!.Explanation is { } explanation)
        {
            return Forms.Explanation(explanation, found.Value.ShipMode!.Value);
        }

        throw found.Value.IsOrderKnown
            ? RefusalStatus.ToException(Refused.Because(Refusal.UnknownLine, $"Order {order.OrderNo} has no line {request.LineNo}.", ("line_no", request.LineNo)))
            : await NoOrderAsync(caller, nameof(ExplainLine), request.Warehouse, order).ConfigureAwait(false);
    }

    private static OrderKey Order(Caller caller, string orderNo)
    {
        Border border = default;
        OrderKey order = new(caller.RequireOwner(), border.OrderNo(orderNo));
        return border.Refused is { } refused ? throw RefusalStatus.ToException(refused) : order;
    }

    private Task<RpcException> NoOrderAsync(Caller caller, string call, string warehouse, OrderKey order) =>
        gate.NotFoundAsync(caller, call, warehouse, Refusal.UnknownOrder, $"{order.Owner} has no order {order.OrderNo} here.", ("order_no", order.OrderNo));
}
