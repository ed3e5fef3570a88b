using System.Net;
using System.Net.Sockets;
using Backorders.Cli.Terminal;
using Backorders.Testing;

namespace Backorders.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("serve", "--bogus")]
    [InlineData("order", "hold", "A-1", "--key", "k")]
    [InlineData("order", "hold", "A-1", "--reason", "because", "--key", "k")]
    [InlineData("order", "amend", "A-1", "--line", "1", "--key", "k")]
    [InlineData("explain", "A-1", "one", "--key", "k")]
    [InlineData("availability", "--key", "k")]
    [InlineData("nonsense")]
    [InlineData("import", "orders")]
    [InlineData("scan", "SKU", "--key", "k")]
    [InlineData("label", "1", "--format", "gif", "--key", "k")]
    [InlineData("label", "1", "--format", "png", "--key", "k")]
    [InlineData("report", "--by", "fortnight", "--key", "k")]
    [InlineData("discrepancies", "--kind", "odd", "--key", "k")]
    [InlineData("discrepancies", "--from", "yesterday", "--key", "k")]
    [InlineData("export", "856", "--out", "x", "--key", "k")]
    [InlineData("export", "945", "--key", "k")]
    [InlineData("export", "945", "--out", "x", "--from", "yesterday", "--key", "k")]
    [InlineData("watch")]
    [InlineData("watch", "--key", "k", "--server", "nowhere")]
    public async Task Run_WrongUsage_ExitsWithTwoAndOneComplaint(params string[] args)
    {
        CliRun run = await CliRun.OfAsync(args);
        Assert.Equal(ExitCodes.WrongUsage, run.Code);
        Assert.NotEmpty(run.Error);
        Assert.Empty(run.Out);
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("demo")]
    [InlineData("import")]
    [InlineData("scan")]
    [InlineData("station")]
    [InlineData("watch")]
    [InlineData("order")]
    [InlineData("tasks")]
    [InlineData("explain")]
    [InlineData("availability")]
    [InlineData("label")]
    [InlineData("report")]
    [InlineData("reorders")]
    [InlineData("discrepancies")]
    [InlineData("export")]
    [InlineData("verify")]
    [InlineData("migrate")]
    public async Task Help_EveryCommand_HasExamples(string command)
    {
        CliRun run = await CliRun.OfAsync([command, "--help"]);
        Assert.Equal(ExitCodes.Done, run.Code);
        Assert.Contains("Examples:", run.Out, StringComparison.Ordinal);
        Assert.Contains("backorders " + command, run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Commands:", "export")]
    [InlineData("backorders cluster", "drain", "cluster")]
    public async Task Run_WithoutAWord_PrintsTheHelp(string expected, string also, params string[] args)
    {
        CliRun run = await CliRun.OfAsync(args);
        Assert.Equal((ExitCodes.Done, string.Empty), (run.Code, run.Error));
        Assert.Contains(expected, run.Out, StringComparison.Ordinal);
        Assert.Contains(also, run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no command 'exprot'. Did you mean 'export'?", "exprot", "945")]
    [InlineData("There is no command 'web'. Did you mean 'webhooks'?", "web")]
    [InlineData("There is no command 'order-lines'. The commands: items, orders, shipments.", "import", "order-lines", "x.csv")]
    [InlineData("There is no command 'seel'. Did you mean 'seal'?", "cluster", "seel", "17")]
    public async Task Run_WrongWord_SuggestsTheRightOne(string expected, params string[] args)
    {
        CliRun run = await CliRun.OfAsync(args);
        Assert.Equal(ExitCodes.WrongUsage, run.Code);
        Assert.StartsWith(expected, run.Error, StringComparison.Ordinal);
    }

    /// <summary>Each command's line in the list is whole sentences, also where the description goes on in its next line.</summary>
    [Fact]
    public async Task Help_ListOfCommands_CutsNoSentence()
    {
        string help = (await CliRun.OfAsync(["--help"])).Out;
        string[] entries = System.Text.RegularExpressions.Regex.Split(help[help.IndexOf("Commands:", StringComparison.Ordinal)..], "\n  (?=[a-z])")[1..];
        Assert.True(entries.Length > 20);
        Assert.All(entries, e => Assert.EndsWith(".", e.TrimEnd(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Report_ByWhatIsNoPeriod_NamesTheAllowedValues()
    {
        string error = (await CliRun.OfAsync(["report", "--by", "fortnight", "--key", "k"])).Error;
        Assert.All((string[])["hour", "day", "week", "month"], word => Assert.Contains($"'{word}'", error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Watch_NobodyListens_SaysHowToStartAServer()
    {
        CliRun run = await CliRun.OfAsync(["watch", "--key", "k", "--server", $"http://127.0.0.1:{FreePort.Take()}"]);
        Assert.Equal(ExitCodes.Unreachable, run.Code);
        Assert.Contains("backorders serve", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_PortInUse_SaysWhich()
    {
        using Folder folder = new();
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        CliRun run = await CliRun.OfAsync(["serve", "--data", folder.Path, "--http", "127.0.0.1:0", "--grpc", $"127.0.0.1:{port}"]);
        Assert.Equal(ExitCodes.CannotStart, run.Code);
        Assert.Contains(port.ToString(System.Globalization.CultureInfo.InvariantCulture), run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_NoSuchConfig_IsWrongUsage()
    {
        CliRun run = await CliRun.OfAsync(["serve", "--config", "/no/such/file.json"]);
        Assert.Equal(ExitCodes.WrongUsage, run.Code);
    }
}
