using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;
using Backorders.Domain.Views;
using Backorders.Server.Mapping;
using Backorders.Server.Mapping.Inbound;
using Backorders.Server.Metrics;
using Backorders.Server.Options;
using Backorders.Server.Refusals;
using Backorders.Server.Routing;
using Backorders.Server.Security;
using Grpc.Core;

namespace Backorders.Server.Services;

/// <summary>What suppliers' and order systems call about shipments that are on their way.</summary>
internal sealed class InboundService(CommandGate gate, CallRouter router, NodeLimits limits, ServerInstruments instruments) : V1.Inbound.InboundBase
{
    public const string ClosingsPath = "/backorders.v1.Inbound/CloseShipments";

    public const string NoticesPath = "/backorders.v1.Inbound/AnnounceShipments";

    public override Task<V1.AnnounceShipmentResponse> AnnounceShipment(V1.AnnounceShipmentRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(InboundMessages.Announce(request, caller, caller.RequireOwner()), caller, InboundAnswers.Announce);
    }

    public override Task AnnounceShipments(
        IAsyncStreamReader<V1.AnnounceShipmentRequest> requestStream, IServerStreamWriter<V1.AnnounceShipmentsResponse> responseStream, ServerCallContext context) =>
        Notices(Caller.Of(context)).RunAsync(router, requestStream, responseStream, context, limits.StreamPendingMax);

    /// <summary>One caller's stream, whose messages are carried out at their warehouse's node.</summary>
    public CommandStream<V1.AnnounceShipmentRequest, V1.AnnounceShipmentsResponse> Notices(Caller caller)
    {
        OwnerId owner = caller.RequireOwner();
        StreamCounter counter = instruments.Stream("AnnounceShipments");
        return new CommandStream<V1.AnnounceShipmentRequest, V1.AnnounceShipmentsResponse>(gate, caller)
        {
            Path = NoticesPath,
            Warehouse = static request => request.Warehouse,
            Parse = request => InboundMessages.Announce(request, caller, owner),
            Answer = (request, outcome) =>
            {
                counter.Answered(outcome.Refused is not null);
                return outcome.Refused is { } refused
                    ? new V1.AnnounceShipmentsResponse { AsnNo = request.AsnNo, Refused = RefusalStatus.ToMessage(refused) }
                    : new V1.AnnounceShipmentsResponse { AsnNo = request.AsnNo, Announced = InboundAnswers.Announce(outcome) };
            },
        };
    }

    public override Task<V1.UpdateShipmentResponse> UpdateShipment(V1.UpdateShipmentRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(InboundMessages.Update(request, caller, caller.RequireOwner()), caller, InboundAnswers.Update);
    }

    public override Task<V1.SplitShipmentResponse> SplitShipment(V1.SplitShipmentRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(InboundMessages.Split(request, caller, caller.RequireOwner()), caller, InboundAnswers.Split);
    }

    public override Task<V1.CancelShipmentResponse> CancelShipment(V1.CancelShipmentRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(InboundMessages.Cancel(request, caller, caller.RequireOwner()), caller, InboundAnswers.Cancel);
    }

    public override Task<V1.CloseShipmentResponse> CloseShipment(V1.CloseShipmentRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(InboundMessages.Close(request, caller, caller.RequireOwner()), caller, InboundAnswers.Close);
    }

    public override Task CloseShipments(
        IAsyncStreamReader<V1.CloseShipmentRequest> requestStream, IServerStreamWriter<V1.CloseShipmentsResponse> responseStream, ServerCallContext context) =>
        Closings(Caller.Of(context)).RunAsync(router, requestStream, responseStream, context, limits.StreamPendingMax);

    /// <summary>One caller's stream, whose messages are carried out at their warehouse's node.</summary>
    public CommandStream<V1.CloseShipmentRequest, V1.CloseShipmentsResponse> Closings(Caller caller)
    {
        OwnerId owner = caller.RequireOwner();
        StreamCounter counter = instruments.Stream("CloseShipments");
        return new CommandStream<V1.CloseShipmentRequest, V1.CloseShipmentsResponse>(gate, caller)
        {
            Path = ClosingsPath,
            Warehouse = static request => request.Warehouse,
            Parse = request => InboundMessages.Close(request, caller, owner),
            Answer = (request, outcome) =>
            {
                counter.Answered(outcome.Refused is not null);
                return outcome.Refused is { } refused
                    ? new V1.CloseShipmentsResponse { AsnNo = request.AsnNo, Refused = RefusalStatus.ToMessage(refused) }
                    : new V1.CloseShipmentsResponse { AsnNo = request.AsnNo, Closed = InboundAnswers.Close(outcome) };
            },
        };
    }

    public override async Task<V1.Shipment> GetShipment(V1.GetShipmentRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        Border border = default;
        AsnKey asn = new(caller.RequireOwner(), border.AsnNo(request.AsnNo));
        if (border.Refused is { } refused)
        {
            throw RefusalStatus.ToException(refused);
        }

        QueryOutcome<ShipmentView?> found = await gate.AskAsync(caller, request.Warehouse, new FindShipment(asn)).ConfigureAwait(false);
        return found.Value is { } view
            ? Forms.Shipment(view)
            : throw await UnknownAsync(caller, nameof(GetShipment), request.Warehouse, asn).ConfigureAwait(false);
    }

    public override async Task<V1.ListShipmentsResponse> ListShipments(V1.ListShipmentsRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        OwnerId owner = caller.RequireOwner();
        Border border = default;
        Page page = Page.Read(ref border, request.PageSize, request.PageToken);
        if (border.Refused is { } refused)
        {
            throw RefusalStatus.ToException(refused);
        }

        QueryOutcome<IReadOnlyList<ShipmentView>> found = await gate
            .AskAsync(caller, request.Warehouse, new ListShipments(owner, request.OpenOnly, page.Skip, page.Take)).ConfigureAwait(false);
        return new V1.ListShipmentsResponse
        {
            Shipments = { found.Value!.Take(page.Size).Select(Forms.Shipment) }, NextPageToken = page.Next(found.Value!.Count),
        };
    }

    public override async Task<V1.ListShipmentItemsResponse> ListShipmentItems(V1.ListShipmentItemsRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        Border border = default;
        AsnKey asn = new(caller.RequireOwner(), border.AsnNo(request.AsnNo));
        Page page = Page.Read(ref border, request.PageSize, request.PageToken);
        if (border.Refused is { } refused)
        {
            throw RefusalStatus.ToException(refused);
        }

        QueryOutcome<IReadOnlyList<Item>?> found = await gate.AskAsync(caller, request.Warehouse, new ListShipmentItems(asn, page.Skip, page.Take)).ConfigureAwait(false);
        return found.Value is { } items
            ? new V1.ListShipmentItemsResponse { Items = { items.Take(page.Size).Select(Forms.Item) }, NextPageToken = page.Next(items.Count) }
            : throw await UnknownAsync(caller, nameof(ListShipmentItems), request.Warehouse, asn).ConfigureAwait(false);
    }

    private Task<RpcException> UnknownAsync(Caller caller, string call, string warehouse, AsnKey asn) =>
        gate.NotFoundAsync(caller, call, warehouse, Refusal.UnknownShipment, $"{asn.Owner} announced no shipment {asn.AsnNo}.", ("asn_no", asn.AsnNo));
}
