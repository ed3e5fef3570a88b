using System.Text.Json;
using Backorders.Cli.Terminal;

namespace Backorders.Cli.Tests;

/// <summary>Who did what, at a terminal.</summary>
public sealed class AuditCommandTests : IAsyncLifetime
{
    private TestNode node = null!;

    public async Task InitializeAsync()
    {
        node = await TestNode.StartAsync();
        using Folder folder = new();
        await node.RunAsync("import", "items", folder.Write("items.csv", "sku\nLAMP\n"));
        await node.RunAsync("cluster", "seal", "3", "--why", "x"); // no shard of this node's
    }

    public Task DisposeAsync() => node.DisposeAsync().AsTask();

    [Fact]
    public async Task Table_TellsWhoWhatAndWhatBecameOfIt_In80Columns()
    {
        CliRun run = await node.RunAsync("audit");

        Assert.Equal((ExitCodes.Done, ""), (run.Code, run.Error));
        Assert.Contains("DefineItems", run.Out, StringComparison.Ordinal);
        Assert.Contains("item LAMP", run.Out, StringComparison.Ordinal);
        Assert.Contains("INVALID_VALUE", run.Out, StringComparison.Ordinal);
        Assert.All(run.Out.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));
    }

    [Fact]
    public async Task Json_OfOneThing_HasItsPlaceInTheChain()
    {
        CliRun run = await node.RunAsync("audit", "--thing", "item:LAMP", "--json");

        JsonElement one = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal(("DefineItems", 64, "127.0.0.1"), (one.GetProperty("call").GetString(), one.GetProperty("chain").GetString()!.Length, one.GetProperty("address").GetString()));
    }

    [Fact]
    public async Task Refused_TellsOnlyThat_AndATimeThatIsNone_IsToldWithOneThatIs()
    {
        Assert.DoesNotContain("DefineItems", (await node.RunAsync("audit", "--refused", "--since", "1970-01-02")).Out, StringComparison.Ordinal);
        CliRun wrong = await node.RunAsync("audit", "--since", "yesterday");
        Assert.Equal((ExitCodes.WrongUsage, true), (wrong.Code, wrong.Error.Contains("2026-03-02T10:15:00Z", StringComparison.Ordinal)));
        Assert.Contains("Nothing of that is on record.", (await node.RunAsync("audit", "--key", "nobody")).Out, StringComparison.Ordinal);
    }
}
