using System.Net;
using Backorders.V1;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests;

/// <summary>What a scanner is told of items before it scans them.</summary>
[Trait("Case", "12")]
public sealed class ItemTests : IAsyncLifetime
{
    private const string Each = "4006381333931";
    private const string Case = "14006381333938";

    private static readonly Item Pen = new()
    {
        Sku = "PEN", Description = "A pen", IsGoods = true, LotControlled = true, ExpiryControlled = true, SerialControlled = true,
        Units = { new UnitOfMeasure { Name = "case", BaseUnits = 12 } }, Barcodes = { new Barcode { Gtin = Each }, new Barcode { Gtin = Case, Unit = "case" } },
    };

    private TestNode node = null!;

    public async Task InitializeAsync()
    {
        node = await TestNode.StartAsync();
        await node.DefineItemsAsync();
        await node.Acme.Items.DefineItemsAsync(new DefineItemsRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Items = { Pen } });
        await node.Acme.Inbound.AnnounceShipmentAsync(new AnnounceShipmentRequest
        {
            Warehouse = TestNode.Warehouse, AsnNo = "N1", EtaDate = "2031-05-04",
            Lines =
            {
                new ShipmentLine { Sku = "PEN", Quantity = 1, Unit = "case" }, new ShipmentLine { Sku = "MUG", Quantity = 3 }, new ShipmentLine { Sku = "BOWL", Quantity = 3 },
                new ShipmentLine { Sku = "PEN", Quantity = 5 },
            },
        });
    }

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Fact]
    public async Task GetItem_ByEitherCode_TellsUnitsBarcodesAndWhatMustBeNamed()
    {
        Item bySku = await Scanner().Items.GetItemAsync(new GetItemRequest { Warehouse = TestNode.Warehouse, Sku = "PEN" });
        Item byGtin = await Scanner().Items.GetItemAsync(new GetItemRequest { Warehouse = TestNode.Warehouse, Gtin = Case });

        Assert.Equal(bySku, byGtin);
        Assert.Equal([("case", 12L)], bySku.Units.Select(u => (u.Name, u.BaseUnits)));
        Assert.Equal([("0" + Each, ""), (Case, "case")], bySku.Barcodes.Select(b => (b.Gtin, b.Unit)));
        Assert.Equal(("A pen", true, true, true, true), (bySku.Description, bySku.IsGoods, bySku.LotControlled, bySku.ExpiryControlled, bySku.SerialControlled));
    }

    [Fact]
    public async Task GetItem_ByJson_IsTheSameCall()
    {
        (HttpStatusCode status, string body) = await node.PostAsync("Items/GetItem", $$"""{"warehouse":"MAIN","gtin":"{{Each}}"}""");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("\"baseUnits\":\"12\"", body, StringComparison.Ordinal);
        Assert.Contains("\"serialControlled\":true", body, StringComparison.Ordinal);

        (status, body) = await node.PostAsync("Items/GetItem", $$"""{"warehouse":"MAIN","sku":"PEN","gtin":"{{Each}}"}""");
        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [Fact]
    public async Task GetItem_OfNothingThatIsKnown_IsRefusedByName()
    {
        await RefusedAsync(Scanner().Items.GetItemAsync(new GetItemRequest { Warehouse = TestNode.Warehouse, Sku = "PENCIL" }), "UNKNOWN_SKU", StatusCode.NotFound);
        await RefusedAsync(Scanner().Items.GetItemAsync(new GetItemRequest { Warehouse = TestNode.Warehouse, Gtin = "73513537" }), "UNKNOWN_GTIN", StatusCode.NotFound);
        await RefusedAsync(Scanner().Items.GetItemAsync(new GetItemRequest { Warehouse = TestNode.Warehouse, Gtin = "4006381333932" }), "WRONG_CHECK_DIGIT", StatusCode.InvalidArgument);
        await RefusedAsync(Scanner().Items.GetItemAsync(new GetItemRequest { Warehouse = TestNode.Warehouse }), "INVALID_ID", StatusCode.InvalidArgument);
        await RefusedAsync(Scanner().Items.GetItemAsync(new GetItemRequest { Warehouse = TestNode.Warehouse, Gtin = string.Empty }), "INVALID_ID", StatusCode.InvalidArgument);
    }

    [Fact]
    [Trait("Case", "30")]
    public async Task Items_OfAnotherOwner_AreNotThere_AndTheQuestionIsOnRecord()
    {
        await RefusedAsync(node.Client("rival").Items.GetItemAsync(new GetItemRequest { Warehouse = TestNode.Warehouse, Sku = "PEN" }), "UNKNOWN_SKU", StatusCode.NotFound);
        await RefusedAsync(node.Client("rival").Items.GetItemAsync(new GetItemRequest { Warehouse = TestNode.Warehouse, Gtin = Case }), "UNKNOWN_GTIN", StatusCode.NotFound);
        await RefusedAsync(
            node.Client("rival").Inbound.ListShipmentItemsAsync(new ListShipmentItemsRequest { Warehouse = TestNode.Warehouse, AsnNo = "N1" }), "UNKNOWN_SHIPMENT", StatusCode.NotFound);

        Assert.Contains(node.Log.Entries, e => e.EventId == 4103 && e.Text.Contains("rival") && e.Text.Contains("PEN") && e.Text.Contains("ACME"));
        Assert.Contains(node.Log.Entries, e => e.EventId == 4103 && e.Text.Contains("rival") && e.Text.Contains("N1") && e.Text.Contains("ACME"));
    }

    [Fact]
    public async Task ListShipmentItems_OfANotice_TellsEachItemOnce_PageByPage_AsItIsNow()
    {
        ListShipmentItemsRequest request = new() { Warehouse = TestNode.Warehouse, AsnNo = "N1", PageSize = 2 };
        ListShipmentItemsResponse first = await Scanner().Inbound.ListShipmentItemsAsync(request);
        Assert.Equal(["PEN", "MUG"], first.Items.Select(i => i.Sku));
        Assert.True(first.Items[0].SerialControlled);

        await node.Acme.Items.DefineItemsAsync(new DefineItemsRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Items = { new Item { Sku = "BOWL", Description = "A deep bowl", IsGoods = true } },
        });
        request.PageToken = first.NextPageToken;
        ListShipmentItemsResponse last = await Scanner().Inbound.ListShipmentItemsAsync(request);
        Assert.Equal(["A deep bowl"], last.Items.Select(i => i.Description));
        Assert.Equal(string.Empty, last.NextPageToken);
    }

    [Fact]
    public async Task ListShipmentItems_OfAWrongPage_IsRefusedByName()
    {
        await RefusedAsync(
            Scanner().Inbound.ListShipmentItemsAsync(new ListShipmentItemsRequest { Warehouse = TestNode.Warehouse, AsnNo = "N1", PageSize = 1001 }), "INVALID_VALUE", StatusCode.InvalidArgument);
        await RefusedAsync(
            Scanner().Inbound.ListShipmentItemsAsync(new ListShipmentItemsRequest { Warehouse = TestNode.Warehouse, AsnNo = "N2" }), "UNKNOWN_SHIPMENT", StatusCode.NotFound);
    }

    [Fact]
    public async Task Task_OfAnItem_SaysWhetherItsSerialsAreAskedFor()
    {
        foreach (string sku in new[] { "PEN", "MUG" })
        {
            await node.Acme.Orders.SubmitOrderAsync(TestNode.Order($"SO-{sku}", 1, sku));
        }

        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 1));
        ReceiveRequest pen = TestNode.Scan("2", 1, "PEN");
        (pen.Lot, pen.Expiry) = ("A7", "2039-12-31");
        pen.Serials.Add("SN-1");
        await node.Acme.Receiving.ReceiveAsync(pen);

        ListTasksResponse tasks = await node.Acme.Stations.ListTasksAsync(new ListTasksRequest { Warehouse = TestNode.Warehouse });
        Assert.Equal([("MUG", false), ("PEN", true)], tasks.Tasks.Select(t => (t.Task.Sku, t.Task.SerialControlled)).Order());
    }

    private BackordersClient Scanner() => node.Client("scanner");
}
