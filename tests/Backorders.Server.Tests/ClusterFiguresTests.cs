using Backorders.Server.Options;

namespace Backorders.Server.Tests;

public sealed class ClusterFiguresTests
{
    [Fact]
    public async Task NodeAlone_TellsWhatItServes()
    {
        await using TestNode node = await TestNode.StartAsync(options => options.Cluster.NodeId = "alone");
        using HttpClient http = new() { BaseAddress = node.Node.HttpAddress };

        string metrics = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative));

        Assert.Contains("backorders_cluster_node{node=\"alone\",shared=\"False\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("backorders_cluster_warehouses_served 2", metrics, StringComparison.Ordinal);
    }
}
