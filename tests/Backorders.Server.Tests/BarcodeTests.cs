using System.Net;
using Backorders.V1;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests;

[Trait("Case", "12")]
public sealed class BarcodeTests : IAsyncLifetime
{
    private const string Each = "4006381333931";
    private const string Case = "14006381333938";

    private TestNode node = null!;

    public async Task InitializeAsync()
    {
        node = await TestNode.StartAsync();
        await node.DefineItemsAsync();
        await DefineAsync("PEN");
    }

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Fact]
    public async Task Receive_CaseBarcodeInPlaceOfTheSku_CountsEaches()
    {
        ReceiveRequest scan = TestNode.Scan("1", 2, string.Empty);
        scan.Gtin = Case;

        ReceiveResponse answer = await node.Acme.Receiving.ReceiveAsync(scan);

        Assert.Equal((24, "PEN"), (answer.Quantity, Assert.Single(answer.Dispositions).Sku));
    }

    [Fact]
    public async Task Receive_BarcodeByJson_IsTheSameCall()
    {
        (HttpStatusCode status, string body) = await node.PostAsync(
            "Receiving/Receive", $$"""{"warehouse":"MAIN","deviceId":"s","scanId":"1","gtin":"{{Case}}","quantity":1,"door":"D1"}""");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("\"quantity\":\"12\"", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4006381333932", "WRONG_CHECK_DIGIT", StatusCode.InvalidArgument)]
    [InlineData("12345", "INVALID_ID", StatusCode.InvalidArgument)]
    [InlineData("73513537", "UNKNOWN_GTIN", StatusCode.NotFound)]
    public async Task Receive_BadBarcode_IsRefusedByName(string gtin, string reason, StatusCode code)
    {
        ReceiveRequest scan = TestNode.Scan("1", 2, string.Empty);
        scan.Gtin = gtin;

        await RefusedAsync(node.Acme.Receiving.ReceiveAsync(scan), reason, code);
    }

    [Fact]
    public async Task Receive_WrongCheckDigit_SaysTheRightOne()
    {
        ReceiveRequest scan = TestNode.Scan("1", 2, string.Empty);
        scan.Gtin = "4006381333932";

        var status = await RefusedAsync(node.Acme.Receiving.ReceiveAsync(scan), "WRONG_CHECK_DIGIT", StatusCode.InvalidArgument);

        Assert.Contains("is 1, not 2", status.ErrorInfo!.Metadata["gtin"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task DefineItems_BarcodeOfAnotherItem_IsRefused() =>
        await RefusedAsync(node.Acme.Items.DefineItemsAsync(Definition("QUILL")), "GTIN_TAKEN", StatusCode.AlreadyExists);

    private async Task DefineAsync(string sku) => await node.Acme.Items.DefineItemsAsync(Definition(sku));

    private static DefineItemsRequest Definition(string sku) => new()
    {
        Warehouse = TestNode.Warehouse,
        RequestId = TestNode.Id(),
        Items =
        {
            new Item
            {
                Sku = sku, IsGoods = true, Units = { new UnitOfMeasure { Name = "case", BaseUnits = 12 } },
                Barcodes = { new Barcode { Gtin = Each }, new Barcode { Gtin = Case, Unit = "case" } },
            },
        },
    };
}
