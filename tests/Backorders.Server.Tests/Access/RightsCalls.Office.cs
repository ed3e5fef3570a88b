using Backorders.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Backorders.Server.Tests.Access;

/// <summary>What order systems, shops, partners and the building's people call.</summary>
internal static partial class RightsCalls
{
    private static IEnumerable<Call> Orders() =>
    [
        Plain("Orders/SubmitOrder", (w, o) => TestNode.Order(w.Fresh(o, "ORDER"), 1, Sku(o, "WAIT"))),
        Plain("Orders/SubmitOrders", (w, o) => TestNode.Order(w.Fresh(o, "ORDER"), 1, Sku(o, "WAIT"))),
        Thing("Orders/AmendOrder", async (w, o) => new AmendOrderRequest { Warehouse = Main, RequestId = Id, OrderNo = await w.OrderAsync(o), Tier = 3 }),
        Thing("Orders/CancelOrder", async (w, o) => new CancelOrderRequest { Warehouse = Main, RequestId = Id, OrderNo = await w.OrderAsync(o), Reason = ReasonCode.CustomerRequest }),
        Thing("Orders/HoldOrder", async (w, o) => new HoldOrderRequest { Warehouse = Main, RequestId = Id, OrderNo = await w.OrderAsync(o), Reason = ReasonCode.Review }),
        Thing("Orders/ReleaseOrder", async (w, o) => new ReleaseOrderRequest { Warehouse = Main, RequestId = Id, OrderNo = await w.HeldOrderAsync(o) }),
        Thing("Orders/Expedite", async (w, o) => new ExpediteRequest { Warehouse = Main, RequestId = Id, OrderNo = await w.OrderAsync(o), Reason = ReasonCode.Urgent }),

        // Nothing was asked or offered: what is there is refused for that, and not as something that is not there.
        Thing("Orders/AnswerDelay", async (w, o) => new AnswerDelayRequest { Warehouse = Main, RequestId = Id, OrderNo = await w.OrderAsync(o), LineNos = { 1 }, Accept = true },
            StatusCode.FailedPrecondition),
        Thing("Orders/OfferSubstitution", async (w, o) => new OfferSubstitutionRequest { Warehouse = Main, RequestId = Id, OrderNo = await w.OrderAsync(o), LineNo = 1 }, StatusCode.FailedPrecondition),
        Thing("Orders/AcceptSubstitution", async (w, o) => new AcceptSubstitutionRequest { Warehouse = Main, RequestId = Id, OrderNo = await w.OrderAsync(o), LineNo = 1 }, StatusCode.FailedPrecondition),
        Thing("Orders/ReportPayment", async (w, o) => new ReportPaymentRequest { Warehouse = Main, RequestId = Id, OrderNo = await w.OrderAsync(o), Status = PaymentStatus.Captured },
            StatusCode.FailedPrecondition),
        Thing("Orders/GetOrder", async (w, o) => new GetOrderRequest { Warehouse = Main, OrderNo = await w.OrderAsync(o) }),
        List("Orders/ListBackorders", (w, o) => new ListBackordersRequest { Warehouse = Main, PageSize = 1000 }),
        Thing("Orders/ExplainLine", async (w, o) => new ExplainLineRequest { Warehouse = Main, OrderNo = await w.OrderAsync(o), LineNo = 1 }),
    ];

    private static IEnumerable<Call> Inbound() =>
    [
        Plain("Inbound/AnnounceShipment", (w, o) => w.Notice(o, w.Fresh(o, "ASN"))),
        Plain("Inbound/AnnounceShipments", (w, o) => w.Notice(o, w.Fresh(o, "ASN"))),
        Thing("Inbound/UpdateShipment", async (w, o) => new UpdateShipmentRequest
        {
            Warehouse = Main, RequestId = Id, AsnNo = await w.ShipmentAsync(o), Eta = Timestamp.FromDateTimeOffset(RightsWorld.Start.AddDays(2)),
        }),
        Thing("Inbound/SplitShipment", async (w, o) => new SplitShipmentRequest
        {
            Warehouse = Main, RequestId = Id, AsnNo = await w.ShipmentAsync(o), PartAsnNo = w.Fresh(o, "PART"), Eta = w.Tomorrow, Lines = { new ShipmentLine { Sku = Sku(o, "MUG"), Quantity = 1 } },
        }),
        Thing("Inbound/CancelShipment", async (w, o) => new CancelShipmentRequest { Warehouse = Main, RequestId = Id, AsnNo = await w.ShipmentAsync(o), Reason = ReasonCode.Supplier }),
        Thing("Inbound/CloseShipment", async (w, o) => new CloseShipmentRequest { Warehouse = Main, RequestId = Id, AsnNo = await w.ShipmentAsync(o) }),
        Thing("Inbound/CloseShipments", async (w, o) => new CloseShipmentRequest { Warehouse = Main, RequestId = Id, AsnNo = await w.ShipmentAsync(o) }),
        Thing("Inbound/GetShipment", async (w, o) => new GetShipmentRequest { Warehouse = Main, AsnNo = await w.ShipmentAsync(o) }),
        List("Inbound/ListShipments", (w, o) => new ListShipmentsRequest { Warehouse = Main, PageSize = 1000 }),
        Thing("Inbound/ListShipmentItems", async (w, o) => new ListShipmentItemsRequest { Warehouse = Main, AsnNo = await w.ShipmentAsync(o) }),
    ];

    private static IEnumerable<Call> Shops() =>
    [
        Plain("Items/DefineItems", (w, o) => RightsWorld.Items(o)),
        Thing("Items/GetItem", (w, o) => new GetItemRequest { Warehouse = Main, Sku = Sku(o, "MUG") }),
        List("Availability/SuggestReorders", (w, o) => new SuggestReordersRequest { Warehouse = Main, PageSize = 1000 }),
        Plain("Availability/PublishReorders", (w, o) => new PublishReordersRequest { Warehouse = Main, RequestId = Id }),
        Thing("Availability/GetAvailability", (w, o) => new GetAvailabilityRequest { Warehouse = Main, Sku = Sku(o, "MUG") }),
        Thing("Availability/Watch", (w, o) => new WatchRequest { Warehouse = Main, Skus = { Sku(o, "MUG") } }),
        Thing("Availability/RequestBackInStock", (w, o) => new RequestBackInStockRequest { Warehouse = Main, RequestId = Id, Sku = Sku(o, "WAIT"), Reference = w.Fresh(o, "WISH"), Quantity = 1 }),
        Thing("Availability/WithdrawBackInStock", async (w, o) => new WithdrawBackInStockRequest { Warehouse = Main, RequestId = Id, Sku = Sku(o, "WAIT"), Reference = await w.WishAsync(o) }),
        List("Events/Subscribe", (w, o) => new SubscribeRequest { Warehouse = Main }),
        Thing("Events/TraceLine", async (w, o) => new TraceLineRequest { Warehouse = Main, OrderNo = await w.OrderAsync(o), LineNo = 1 }),
    ];

    private static IEnumerable<Call> Building() =>
    [
        Plain("Operations/GetFigures", (w, o) => new GetFiguresRequest { Warehouse = Main, WithMeasures = true }),
        List("Operations/GetReport", (w, o) => new GetReportRequest { Warehouse = Main }),
        List("Operations/ListDiscrepancies", (w, o) => new ListDiscrepanciesRequest { Warehouse = Main, PageSize = 1000 }),
        Thing("Operations/GetStock", (w, o) => new GetStockRequest { Warehouse = Main, Sku = Sku(o, "MUG") }),
        Thing("Operations/TraceSerial", async (w, o) => new TraceSerialRequest { Warehouse = Main, Sku = Sku(o, "TV"), Serial = await w.SerialAsync(o) }),
        Plain("Operations/SetLane", (w, o) => new SetLaneRequest { Warehouse = Main, RequestId = Id, Lane = "L3", State = LaneState.Open, Reason = ReasonCode.Review }),
        Plain("Operations/SetDoor", (w, o) => new SetDoorRequest { Warehouse = Main, RequestId = Id, Door = "D2", Open = true, Reason = ReasonCode.Review }),
        Plain("Operations/GetPlaces", (w, o) => new GetPlacesRequest { Warehouse = Main }),
        Plain("Operations/GetPolicy", (w, o) => new GetPolicyRequest { Warehouse = Main }),
        Plain("Operations/SetPolicy", (w, o) => new SetPolicyRequest { Warehouse = Main, RequestId = Id, Policy = w.Policy }),
        Plain("Operations/SimulatePolicy", (w, o) => new SimulatePolicyRequest { Warehouse = Main, Policy = w.Policy, To = Timestamp.FromDateTimeOffset(RightsWorld.Start.AddSeconds(1)) }),
        Plain("Operations/SimulatePolicyStream", (w, o) => new SimulatePolicyRequest { Warehouse = Main, Policy = w.Policy, To = Timestamp.FromDateTimeOffset(RightsWorld.Start.AddSeconds(1)) }),
        Plain("Operations/GetCluster", (w, o) => new GetClusterRequest()),
        Plain("Operations/DrainNode", (w, o) => new DrainNodeRequest { NodeId = "alone" }, StatusCode.InvalidArgument), // there is no other node
        Plain("Operations/SealShard", (w, o) => new SealShardRequest { Shard = RightsWorld.North, Why = "stocktaking" }),
        Plain("Operations/UnsealShard", (w, o) => new UnsealShardRequest { Shard = RightsWorld.North }),
        Plain("Operations/ListAudit", (w, o) => new ListAuditRequest { PageSize = 1 }),
        Plain("Operations/BackUp", (w, o) => new BackUpRequest { Name = "a" }, StatusCode.InvalidArgument), // the store is in memory
        Plain("DrivenClock/SetTime", (w, o) => new SetTimeRequest { To = Timestamp.FromDateTimeOffset(RightsWorld.Start) }),
        Plain("DrivenClock/GetTime", (w, o) => new GetTimeRequest()),
    ];

    private static IEnumerable<Call> Webhooks() =>
    [
        Plain("Webhooks/CreateEndpoint", (w, o) => RightsWorld.Endpoint(o)),
        Thing("Webhooks/UpdateEndpoint", async (w, o) => new UpdateEndpointRequest { EndpointId = await w.EndpointAsync(o), Description = "changed" }),
        Thing("Webhooks/DeleteEndpoint", async (w, o) => new DeleteEndpointRequest { EndpointId = await w.EndpointAsync(o) }),
        Thing("Webhooks/GetEndpoint", async (w, o) => new GetEndpointRequest { EndpointId = await w.EndpointAsync(o) }),
        List("Webhooks/ListEndpoints", (w, o) => new ListEndpointsRequest()),
        Thing("Webhooks/RotateSecret", async (w, o) => new RotateSecretRequest { EndpointId = await w.EndpointAsync(o), RequestId = Id }),
        Thing("Webhooks/SuspendEndpoint", async (w, o) => new SuspendEndpointRequest { EndpointId = await w.EndpointAsync(o) }),
        Thing("Webhooks/ResumeEndpoint", async (w, o) => new ResumeEndpointRequest { EndpointId = await w.EndpointAsync(o) }),
        Thing("Webhooks/TestEndpoint", async (w, o) => new TestEndpointRequest { EndpointId = await w.EndpointAsync(o) }),
        Thing("Webhooks/ListDeliveries", async (w, o) => new ListDeliveriesRequest { EndpointId = await w.EndpointAsync(o) }),
        Thing("Webhooks/ListDeadLetters", async (w, o) => new ListDeadLettersRequest { EndpointId = await w.EndpointAsync(o) }),
        Thing("Webhooks/Resend", async (w, o) => new ResendRequest { EndpointId = await w.EndpointAsync(o), AllDeadLetters = true }),
    ];
}
