using Backorders.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests;

public sealed class InboundTests : IAsyncLifetime
{
    private TestNode node = null!;

    public async Task InitializeAsync()
    {
        node = await TestNode.StartAsync();
        await node.DefineItemsAsync();
    }

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Fact]
    public async Task AnnounceShipment_SomebodyWaits_PegsAndPromises()
    {
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 3));
        AnnounceShipmentResponse answer = await node.Acme.Inbound.AnnounceShipmentAsync(Notice("ASN-1", 5));
        Assert.Equal((5, 3), (answer.Quantity, answer.Pegged));
        Assert.Equal("A-1", Assert.Single(answer.Promises).OrderNo);
        Assert.Equal(answer, await node.Acme.Inbound.AnnounceShipmentAsync(Notice("ASN-1", 5)));
        await RefusedAsync(node.Acme.Inbound.AnnounceShipmentAsync(Notice("ASN-1", 6)), "KEY_REUSED", StatusCode.AlreadyExists);
    }

    [Trait("Case", "25")]
    [Fact]
    public async Task UpdateShipment_LaterByDays_MovesThePromise()
    {
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 3));
        await node.Acme.Inbound.AnnounceShipmentAsync(Notice("ASN-1", 5));
        UpdateShipmentResponse answer = await node.Acme.Inbound.UpdateShipmentAsync(
            new UpdateShipmentRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), AsnNo = "ASN-1", Eta = In(days: 9) });
        LinePromise moved = Assert.Single(answer.Promises);
        Assert.True(moved.Previous < moved.Promise);
    }

    [Trait("Case", "06")]
    [Fact]
    public async Task CloseShipment_LessThanAnnounced_TellsTheDifferenceAndBreaksThePromise()
    {
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 5));
        await node.Acme.Inbound.AnnounceShipmentAsync(Notice("ASN-1", 5));
        ReceiveRequest scan = TestNode.Scan("1", 2);
        scan.AsnNo = "ASN-1";
        Assert.Equal(ReceiptKind.Expected, (await node.Acme.Receiving.ReceiveAsync(scan)).Kind);
        CloseShipmentRequest close = new() { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), AsnNo = "ASN-1" };
        CloseShipmentResponse answer = await node.Acme.Inbound.CloseShipmentAsync(close);
        ShipmentDifference difference = Assert.Single(answer.Differences);
        Assert.Equal(("MUG", 5, 2), (difference.Sku, difference.Announced, difference.Received));
        Assert.Null(Assert.Single(answer.Promises).Promise);
        close.RequestId = TestNode.Id();
        await RefusedAsync(node.Acme.Inbound.CloseShipmentAsync(close), "SHIPMENT_CLOSED", StatusCode.FailedPrecondition);
    }

    [Fact]
    public async Task ListShipments_OpenOnly_LeavesOutTheCancelled()
    {
        await node.Acme.Inbound.AnnounceShipmentAsync(Notice("ASN-1", 5));
        await node.Acme.Inbound.AnnounceShipmentAsync(Notice("ASN-2", 5));
        await node.Acme.Inbound.CancelShipmentAsync(
            new CancelShipmentRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), AsnNo = "ASN-1", Reason = ReasonCode.Supplier });
        ListShipmentsResponse all = await node.Acme.Inbound.ListShipmentsAsync(new ListShipmentsRequest { Warehouse = TestNode.Warehouse });
        ListShipmentsResponse open = await node.Acme.Inbound.ListShipmentsAsync(new ListShipmentsRequest { Warehouse = TestNode.Warehouse, OpenOnly = true });
        Assert.Equal((2, "ASN-2"), (all.Shipments.Count, Assert.Single(open.Shipments).AsnNo));
        Shipment one = await node.Acme.Inbound.GetShipmentAsync(new GetShipmentRequest { Warehouse = TestNode.Warehouse, AsnNo = "ASN-1" });
        Assert.True(one.Cancelled);
    }

    [Fact]
    public async Task AnnounceShipment_WithoutEta_IsRefused()
    {
        AnnounceShipmentRequest notice = Notice("ASN-1", 5);
        notice.Eta = null;
        await RefusedAsync(node.Acme.Inbound.AnnounceShipmentAsync(notice), "INVALID_VALUE", StatusCode.InvalidArgument);
    }

    private AnnounceShipmentRequest Notice(string asn, long quantity) => new()
    {
        Warehouse = TestNode.Warehouse, AsnNo = asn, Supplier = "S", Eta = In(days: 2), Lines = { new ShipmentLine { Sku = "MUG", Quantity = quantity } },
    };

    private Timestamp In(int days) => Timestamp.FromDateTimeOffset(node.Time.GetUtcNow().AddDays(days));
}
