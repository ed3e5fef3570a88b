using System.Net;
using System.Net.Http.Headers;
using Backorders.V1;

namespace Backorders.Server.Tests.Access;

/// <summary>Who is told what by the page of metrics, which names the deepest queues by owner and SKU.</summary>
public sealed class MetricsAccessTests
{
    private const string Queue = "backorders_figures_queue_depth{warehouse=\"MAIN\",owner=\"ACME\",sku=\"MUG\"} 6";

    [Theory]
    [InlineData(false, null, HttpStatusCode.OK, false)]
    [InlineData(false, "operator", HttpStatusCode.OK, true)]
    [InlineData(false, "staff", HttpStatusCode.OK, true)]
    [InlineData(false, "acme", HttpStatusCode.Forbidden, false)]
    [InlineData(false, "reader", HttpStatusCode.Forbidden, false)]
    [InlineData(false, "scanner", HttpStatusCode.Forbidden, false)]
    [InlineData(false, "nobody", HttpStatusCode.Unauthorized, false)]
    [InlineData(true, null, HttpStatusCode.Unauthorized, false)]
    [InlineData(true, "operator", HttpStatusCode.OK, true)]
    public async Task Metrics_NameOwnersAndGoods_ToTheBuildingsKeysAlone(bool needsKey, string? key, HttpStatusCode status, bool namesGoods)
    {
        await using TestNode node = await TestNode.StartAsync(options => options.Listen.MetricsNeedKey = needsKey);
        await node.DefineItemsAsync();
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("SO-1", 6));
        await node.Acme.Operations.GetReportAsync(new GetReportRequest { Warehouse = TestNode.Warehouse }); // waits for the rows
        using HttpClient http = new() { BaseAddress = node.Node.HttpAddress };
        if (key is not null)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", node.Keys.GetValueOrDefault(key, "bko_wrong"));
        }

        using HttpResponseMessage answer = await http.GetAsync(new Uri("/metrics", UriKind.Relative));
        string told = await answer.Content.ReadAsStringAsync();

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(status == HttpStatusCode.OK, told.Contains("backorders_figures_backlog_lines{warehouse=\"MAIN\"} 1", StringComparison.Ordinal));
        Assert.Equal(namesGoods, told.Contains(Queue, StringComparison.Ordinal));
        Assert.Equal(namesGoods, told.Contains("MUG", StringComparison.Ordinal) || told.Contains("SO-1", StringComparison.Ordinal));
        Assert.Equal(namesGoods || key is "acme" or "reader", told.Contains("ACME", StringComparison.Ordinal)); // whoever is refused is told which owner his key is bound to
    }
}
