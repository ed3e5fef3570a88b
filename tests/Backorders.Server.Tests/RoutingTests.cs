using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Backorders.V1;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests;

/// <summary>Calls with one request, at nodes that do not serve their warehouse, while all stays where it is.</summary>
public sealed class RoutingTests(SiteNodes site) : IClassFixture<SiteNodes>
{
    [Fact]
    public async Task Unary_WarehouseElsewhere_IsAnsweredByItsNode()
    {
        string owner = await site.OwnerAsync();
        long before = (await FiguresAsync(owner)).Received;

        ReceiveResponse answer = await site.Client(site.Other(owner)).Receiving.ReceiveAsync(TestNode.Scan("unary", 3));

        Assert.True(answer.ReceiptId > 0);
        Assert.Equal(before + 3, (await FiguresAsync(owner)).Received);
        Assert.Contains("""backorders_forwarded_calls_total{outcome="answered"}""", await MetricsAsync(site.Other(owner)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_WarehouseElsewhere_IsAnsweredByItsNode()
    {
        string owner = await site.OwnerAsync();
        long before = (await FiguresAsync(owner)).Received;
        using HttpClient http = new() { BaseAddress = site[site.Other(owner)].HttpAddress };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", site.Key);

        using StringContent scan = new("""{"warehouse":"MAIN","deviceId":"s","scanId":"json","sku":"MUG","quantity":2,"door":"D1"}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await http.PostAsync("/backorders.v1.Receiving/Receive", scan);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(before + 2, (await FiguresAsync(owner)).Received);

        using StringContent wrong = new("""{"warehouse":"MAIN","orderNo":"NONE"}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage refused = await http.PostAsync("/backorders.v1.Orders/GetOrder", wrong);
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.Contains("google.rpc.ErrorInfo", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_OfTheOwner_ArrivesWithItsDetails()
    {
        RefusedCall status = await RefusedAsync(
            site.Client(site.Other(await site.OwnerAsync())).Receiving.ReceiveAsync(TestNode.Scan("refused", 3, "NONE")), "UNKNOWN_SKU", StatusCode.NotFound);
        Assert.Equal("NONE", status.ErrorInfo!.Metadata["sku"]);
    }

    [Fact]
    public async Task Direct_WarehouseElsewhere_IsRefusedWithTheOwnersAddress()
    {
        string owner = await site.OwnerAsync();

        RefusedCall status = await RefusedAsync(site.Direct(site.Other(owner)).Receiving.ReceiveAsync(TestNode.Scan("direct", 3)), "NOT_OWNER", StatusCode.Unavailable);

        Assert.Equal(
            (TestNode.Warehouse, owner, site.Address(owner).TrimEnd('/')),
            (status.ErrorInfo!.Metadata["warehouse"], status.ErrorInfo.Metadata["owner"], status.ErrorInfo.Metadata["owner_address"]));
        Assert.Equal(TimeSpan.Zero, status.RetryDelay);
    }

    [Fact]
    public async Task Key_NotGoodForTheWarehouse_LearnsNotWhereItIs() => await RefusedAsync(
        site.Direct(site.Other(await site.OwnerAsync()), site.NorthKey).Orders.GetOrderAsync(new GetOrderRequest { Warehouse = TestNode.Warehouse, OrderNo = "1" }),
        "UNKNOWN_WAREHOUSE", StatusCode.NotFound);

    [Fact]
    public async Task Unknown_Warehouse_IsRefusedByAnyNode()
    {
        foreach (string name in SiteNodes.Names)
        {
            await RefusedAsync(site.Client(name).Orders.GetOrderAsync(new GetOrderRequest { Warehouse = "MOON", OrderNo = "1" }), "UNKNOWN_WAREHOUSE", StatusCode.NotFound);
            await RefusedAsync(site.Client(name).Orders.GetOrderAsync(new GetOrderRequest { OrderNo = "1" }), "INVALID_ID", StatusCode.InvalidArgument);
        }
    }

    private async Task<Figures> FiguresAsync(string name) =>
        (await site.Operator(name).Operations.GetFiguresAsync(new GetFiguresRequest { Warehouse = TestNode.Warehouse })).Figures;

    private async Task<string> MetricsAsync(string name)
    {
        using HttpClient http = new() { BaseAddress = site[name].HttpAddress };
        return await http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
    }
}
