using System.Text;
using System.Text.Json;
using Backorders.Cli.Terminal;

namespace Backorders.Cli.Tests;

public sealed class ReplayTests
{
    private static readonly string[] Keys =
    [
        "lines_read", "lines_accepted", "lines_refused", "orders", "units_ordered", "units_cancelled", "units_waiting", "units_received", "units_cross_docked",
        "units_put_away", "units_on_hand", "units_shipped", "units_returned", "units_adjusted", "receipts", "tasks", "promises_given", "promises_changed",
        "promises_kept", "promises_kept_percent", "notices_per_line", "dock_to_ship_p50_seconds", "dock_to_ship_p99_seconds", "wall_seconds", "calls_per_second",
        "conservation_faults", "state_hash", "distribution", "seed", "orders_ship_complete", "short_picks", "cartons_damaged", "cartons_over", "cartons_missing", "scans_reversed",
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Demo_SameFileTwice_EndsInTheSameState(bool shipComplete)
    {
        using Folder folder = new();
        JsonElement one = await ReplayAsync(folder, shipComplete);
        JsonElement other = await ReplayAsync(folder, shipComplete);
        Assert.Equal(one.GetProperty("state_hash").GetString(), other.GetProperty("state_hash").GetString());
        Assert.Equal(Keys, one.EnumerateObject().Select(p => p.Name));
        Assert.Equal(0, one.GetProperty("conservation_faults").GetInt64());
        Assert.Equal(0, one.GetProperty("units_waiting").GetInt64());
        Assert.InRange(one.GetProperty("promises_kept_percent").GetDouble(), 1, 100);
        long cancelled = one.GetProperty("units_cancelled").GetInt64(); // nobody answers when a delay needs a yes
        Assert.Equal(one.GetProperty("units_ordered").GetInt64(), one.GetProperty("units_shipped").GetInt64() + cancelled);
        Assert.True(shipComplete || cancelled == 0);
        JsonElement refused = one.GetProperty("lines_refused");
        Assert.Equal(SmallYear.BrokenRows, refused.GetProperty("BROKEN_ROW").GetInt64());
        Assert.Equal(SmallYear.NotGoods, refused.GetProperty("NOT_GOODS").GetInt64());
        Assert.Equal(SmallYear.ZeroQuantities, refused.GetProperty("INVALID_QUANTITY").GetInt64());
    }

    /// <summary>To compare two runs, somebody copies it.</summary>
    [Fact]
    public async Task Demo_Table_ShowsTheStateHashWholeOnOneLine()
    {
        using Folder folder = new();
        string table = (await CliRun.OfAsync(["demo", "--lines", folder.Write("lines.csv", SmallYear.Csv()), "--once"])).Out;
        Assert.Matches("(?m)^state hash: [0-9a-f]{64}\r?$", table);
        Assert.All(table.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));
    }

    [Theory]
    [InlineData("--faults", "--seed", "7")]
    [InlineData("--faults", "--seed", "8", "--fair-share", "--ship-complete", "30")]
    [InlineData("--short-picks", "20", "--reversals", "20", "--distribution", "tiered")]
    public async Task Demo_ThingsGoWrong_EndsWellAndTheSameTwice(params string[] how)
    {
        using Folder folder = new();
        string data = Path.Combine(folder.Path, "store");
        JsonElement one = await ReplayAsync(folder, shipComplete: false, [.. how, "--data", data]);
        JsonElement other = await ReplayAsync(folder, shipComplete: false, how);
        Assert.Equal(one.GetProperty("state_hash").GetString(), other.GetProperty("state_hash").GetString());
        Assert.Equal(0, one.GetProperty("conservation_faults").GetInt64());
        string[] drawn = ["short_picks", "cartons_damaged", "cartons_over", "cartons_missing", "scans_reversed"];
        Assert.All(drawn, name => Assert.Equal(one.GetProperty(name).GetInt64(), other.GetProperty(name).GetInt64()));
        Assert.True(drawn.Sum(name => one.GetProperty(name).GetInt64()) > 0, "Nothing went wrong.");
        CliRun good = await CliRun.OfAsync(["verify", "--data", data]);
        Assert.True(good.Code == ExitCodes.Done, good.Out + good.Error);
    }

    [Fact]
    public async Task Verify_AfterAReplay_SaysTheSameHash_AndFindsAFlippedBit()
    {
        using Folder folder = new();
        string data = Path.Combine(folder.Path, "store");
        JsonElement end = await ReplayAsync(folder, shipComplete: false, "--data", data);
        CliRun good = await CliRun.OfAsync(["verify", "--data", data]);
        Assert.Equal(ExitCodes.Done, good.Code);
        Assert.Contains(end.GetProperty("state_hash").GetString()!, good.Out, StringComparison.Ordinal);

        FlipBits(Path.Combine(data, "turns.db"), "5031"u8);
        CliRun bad = await CliRun.OfAsync(["verify", "--data", data]);
        Assert.Equal(ExitCodes.Failed, bad.Code);
        Assert.Contains("broken at row", bad.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_StoreWithADayBehindIt_SaysWhatToDo()
    {
        using Folder folder = new();
        await using TestNode node = await TestNode.StartAsync();
        CliRun run = await node.RunAsync("demo", "--lines", folder.Write("lines.csv", SmallYear.Csv()), "--once");
        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.NotEmpty(run.Error);
    }

    [Fact]
    public async Task Verify_StoreInUse_ReadsBesideTheNode_AndASecondNodeIsRefused()
    {
        using Folder folder = new();
        await using TestNode node = await TestNode.StartAsync(folder.Path);
        CliRun verify = await CliRun.OfAsync(["verify", "--data", folder.Path]);
        Assert.Equal(ExitCodes.Done, verify.Code);
        CliRun second = await CliRun.OfAsync(["serve", "--data", folder.Path, "--http", "127.0.0.1:0", "--grpc", "127.0.0.1:0"]);
        Assert.Equal(ExitCodes.CannotStart, second.Code);
        Assert.Contains(folder.Path, second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_NoStore_SaysWhereItLooked()
    {
        using Folder folder = new();
        CliRun run = await CliRun.OfAsync(["verify", "--data", folder.Path]);
        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Contains(folder.Path, run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    private static async Task<JsonElement> ReplayAsync(Folder folder, bool shipComplete, params string[] more)
    {
        string lines = folder.Write("lines.csv", SmallYear.Csv());
        CliRun run = await CliRun.OfAsync(["demo", "--lines", lines, "--once", "--json", .. shipComplete ? ["--ship-complete"] : Array.Empty<string>(), .. more]);
        Assert.True(run.Code == ExitCodes.Done, run.Error);
        return JsonDocument.Parse(run.Out.Trim().Split('\n')[^1]).RootElement;
    }

    /// <summary>One bit wherever the store's bytes hold this text: in the journal, and in a snapshot, which is not looked at.</summary>
    private static void FlipBits(string path, ReadOnlySpan<byte> text)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int flipped = 0;
        for (int at = bytes.AsSpan().IndexOf(text); at >= 0; at = bytes.AsSpan().IndexOf(text))
        {
            bytes[at] ^= 1;
            flipped++;
        }

        Assert.True(flipped > 0, Encoding.ASCII.GetString(text) + " is not in the store.");
        File.WriteAllBytes(path, bytes);
    }
}
