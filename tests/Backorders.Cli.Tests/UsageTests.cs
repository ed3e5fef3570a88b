using System.Net;
using System.Net.Sockets;
using Backorders.Cli.Terminal;

namespace Backorders.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("serve", "--bogus")]
    [InlineData("explain", "A-1")]
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

    [Fact]
    public async Task Watch_NobodyListens_SaysHowToStartAServer()
    {
        CliRun run = await CliRun.OfAsync(["watch", "--key", "k", "--server", $"http://127.0.0.1:{FreePort()}"]);
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

    internal static int FreePort()
    {
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }
}
