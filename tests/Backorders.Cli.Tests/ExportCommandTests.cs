using System.Text.Json.Nodes;
using Backorders.Cli.Commands;
using Backorders.Cli.Hosting;
using Backorders.Cli.Terminal;
using Backorders.Partners.Exports;
using Backorders.Partners.Exports.Documents;
using Backorders.Server.Options;
using Google.Protobuf.WellKnownTypes;

namespace Backorders.Cli.Tests;

public sealed class ExportCommandTests
{
    /// <summary>What does not end within this time has hung.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Export_AfterADay_EveryFormatTellsOfIt()
    {
        using Folder folder = new();
        await using TestNode node = await WithShipmentAsync(folder);
        string Out(string name) => Path.Combine(folder.Path, name);
        CliRun run = await node.RunAsync("export", "945", "--out", Out("945"), "--receiver", "SHOP", "--test");
        Assert.Equal((ExitCodes.Done, string.Empty), (run.Code, run.Error));
        string advice = await File.ReadAllTextAsync(Out("945"));
        Assert.StartsWith("ISA*00*          *00*          *ZZ*MAIN           *ZZ*SHOP           *", advice, StringComparison.Ordinal);
        Assert.Contains("*0*T*>~", advice, StringComparison.Ordinal);
        Assert.Contains("W06*F*A-1*", advice, StringComparison.Ordinal);
        Assert.Contains("W12*CC*5*5*0*EA**SK*LAMP~", advice, StringComparison.Ordinal);
        Assert.Contains("--from-cursor", run.Out, StringComparison.Ordinal);

        await node.RunAsync("export", "944", "--out", Out("944"));
        Assert.Contains("W07*12*EA**SK*LAMP~", await File.ReadAllTextAsync(Out("944")), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, (await node.RunAsync("export", "947", "--out", Out("947"))).Code);
        Assert.Empty(await File.ReadAllTextAsync(Out("947")));
        await node.RunAsync("export", "epcis", "--out", Out("epcis"));
        JsonArray events = JsonNode.Parse(await File.ReadAllTextAsync(Out("epcis")))!["epcisBody"]!["eventList"]!.AsArray();
        Assert.Equal(["receiving", "packing", "shipping"], events.Select(e => (string?)e!["bizStep"]));
    }

    [Fact]
    public async Task Export_GoingOn_TellsOnlyOfWhatCameAndTheSameRangeAgainTheSame()
    {
        using Folder folder = new();
        await using TestNode node = await WithShipmentAsync(folder);
        string file = Path.Combine(folder.Path, "out");
        long next = (long)JsonNode.Parse((await node.RunAsync("export", "944", "--out", file, "--json")).Out)!["next_cursor"]!;
        byte[] first = await File.ReadAllBytesAsync(file);
        await node.RunAsync("scan", "LAMP", "3");
        JsonNode result = JsonNode.Parse((await node.RunAsync("export", "944", "--from-cursor", $"{next}", "--out", file, "--json")).Out)!;
        Assert.Equal((1, next), ((long)result["written"]!, (long)result["from_cursor"]!));
        Assert.Contains("W07*3*EA**SK*LAMP~", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        await node.RunAsync("export", "944", "--to-cursor", $"{next}", "--out", file);
        Assert.Equal(first, await File.ReadAllBytesAsync(file));
        CliRun none = await node.RunAsync("export", "944", "--to", "2001-01-01", "--out", file);
        Assert.StartsWith("0 written", none.Out, StringComparison.Ordinal);
        Assert.False(File.Exists(file + ".unfinished"));
    }

    /// <summary>No heartbeat comes while nobody drives the clock: the end is the last decision at the start, not a silence.</summary>
    [Fact]
    public async Task Export_ClockIsDriven_EndsAtTheLastDecision()
    {
        using Folder folder = new();
        await using TestNode node = await TestNode.StartAsync(DefaultBuilding.Named("MAIN"), clock: ClockMode.Driven);
        await node.RunAsync("import", "items", folder.Write("items.csv", "sku\nLAMP\n"));
        await node.RunAsync("scan", "LAMP", "12");
        string file = Path.Combine(folder.Path, "out");
        CliRun run = await node.RunAsync("export", "944", "--out", file).WaitAsync(Patience);
        Assert.StartsWith("1 written", run.Out, StringComparison.Ordinal);
        Assert.Contains("W07*12*EA**SK*LAMP~", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
    }

    /// <summary>Each message comes with a later high-water mark, as in a building that works: only the first one counts.</summary>
    [Fact]
    public async Task Export_WarehouseGoesOnWorking_EndsAtTheHighWaterMarkOfItsStart()
    {
        Export export = new(ExportFormat.X12Receipts, new ExportOptions { Warehouse = "MAIN" }, TextWriter.Null);
        List<long> asked = [];
        long cursor = await ExportCommand.TakeAsync(Endless(), export, new ExportRange.Limits(0, long.MaxValue, DateTimeOffset.MinValue, DateTimeOffset.MaxValue), CancellationToken.None);
        Assert.Equal(5, cursor);
        Assert.Equal([1, 3, 5], asked);

        async IAsyncEnumerable<V1.SubscribeResponse> Endless()
        {
            for (int at = 1; ; at += 2)
            {
                await Task.CompletedTask;
                asked.Add(at);
                yield return new V1.SubscribeResponse
                {
                    Cursor = at, HighWater = at + 4, At = Timestamp.FromDateTime(DateTime.UnixEpoch),
                    Events = { new V1.Event { ShipmentAnnounced = new V1.ShipmentAnnounced { AsnNo = $"T-{at}" } } },
                };
            }
        }
    }

    private static async Task<TestNode> WithShipmentAsync(Folder folder)
    {
        TestNode node = await TestNode.StartAsync();
        await node.RunAsync("import", "items", folder.Write("items.csv", "sku\nLAMP\n"));
        await node.RunAsync("import", "orders", folder.Write("orders.csv", "order_no,sku,quantity\nA-1,LAMP,5\n"));
        await node.RunAsync("scan", "LAMP", "12");
        await node.RunAsync("station", "--auto");
        return node;
    }
}
