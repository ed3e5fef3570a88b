using System.Text.Json.Nodes;
using Backorders.Cli.Terminal;

namespace Backorders.Cli.Tests;

public sealed class ExportCommandTests
{
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
