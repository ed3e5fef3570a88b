using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;
using Backorders.Domain.Views;
using Backorders.Server.Mapping;
using Backorders.Server.Mapping.Orders;
using Backorders.Server.Refusals;
using Backorders.Server.Routing;
using Backorders.Server.Security;
using Grpc.Core;

namespace Backorders.Server.Services;

/// <summary>What shops ask.</summary>
internal sealed class AvailabilityService(CommandGate gate, CallRouter router, ReorderDesk reorders) : V1.Availability.AvailabilityBase
{
    public const string WatchPath = "/backorders.v1.Availability/Watch";

    public override Task<V1.RequestBackInStockResponse> RequestBackInStock(V1.RequestBackInStockRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(CustomerMessages.RequestBackInStock(request, caller, caller.RequireOwner()), caller, CustomerAnswers.BackInStock);
    }

    public override Task<V1.WithdrawBackInStockResponse> WithdrawBackInStock(V1.WithdrawBackInStockRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(CustomerMessages.WithdrawBackInStock(request, caller, caller.RequireOwner()), caller, CustomerAnswers.Withdraw);
    }

    public override Task Watch(V1.WatchRequest request, IServerStreamWriter<V1.WatchResponse> responseStream, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return new AvailabilityWatch(gate, router, caller).RunAsync(request, responseStream, context.CancellationToken);
    }

    /// <summary>How the items of a watch stand, all of them, for a watch at another node.</summary>
    /// <exception cref="RpcException">The warehouse cannot be asked now.</exception>
    public Task<V1.WatchResponse> LookAsync(V1.WatchRequest request, ServerCallContext context) =>
        new AvailabilityWatch(gate, router, Caller.Of(context)).LookHereAsync(request);

    public override async Task<V1.GetAvailabilityResponse> GetAvailability(V1.GetAvailabilityRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        Border border = default;
        SkuKey item = new(caller.RequireOwner(), border.Sku(request.Sku));
        int tier = border.Tier(request.Tier);
        if (border.Refused is { } refused)
        {
            throw RefusalStatus.ToException(refused);
        }

        QueryOutcome<IReadOnlyList<AvailabilityView?>> found = await gate.AskAsync(caller, request.Warehouse, new CheckAvailability(item, tier)).ConfigureAwait(false);
        return found.Value?[0] is { } view
            ? Forms.Availability(view, found.Seq)
            : throw await gate.NotFoundAsync(
                caller, nameof(GetAvailability), request.Warehouse, Refusal.UnknownSku, $"SKU {item.Sku} was never defined for {item.Owner}.", ("sku", item.Sku)).ConfigureAwait(false);
    }

    public override Task<V1.SuggestReordersResponse> SuggestReorders(V1.SuggestReordersRequest request, ServerCallContext context) =>
        reorders.SuggestAsync(request, Caller.Of(context), context.CancellationToken);

    public override Task<V1.PublishReordersResponse> PublishReorders(V1.PublishReordersRequest request, ServerCallContext context) =>
        reorders.PublishAsync(request, Caller.Of(context), context.CancellationToken);
}
