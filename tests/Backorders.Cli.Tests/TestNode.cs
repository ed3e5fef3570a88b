using Backorders.Cli.Hosting;
using Backorders.Cli.Terminal;
using Backorders.Partners.Webhooks.Endpoints;
using Backorders.Server;
using Backorders.Server.Options;

namespace Backorders.Cli.Tests;

/// <summary>A node in memory, and the options that reach it.</summary>
internal sealed class TestNode(BackordersNode node) : IAsyncDisposable
{
    public static Task<TestNode> StartAsync(string? data = null) => StartAsync(DefaultBuilding.Named("MAIN"), data);

    public static Task<TestNode> StartAsync(WarehouseOptions building, string? data = null, ClockMode clock = ClockMode.System) => StartAsync(Options(building, data, clock));

    public static async Task<TestNode> StartAsync(NodeOptions options) => new(await BackordersNode.StartAsync(options));

    public static NodeOptions Options(WarehouseOptions building, string? data = null, ClockMode clock = ClockMode.System) => new()
    {
        DataDirectory = data ?? string.Empty,
        Journal = data is null ? JournalKind.Memory : JournalKind.Sqlite,
        Clock = clock,
        ClockStart = clock == ClockMode.Driven ? DateTimeOffset.UnixEpoch : null,
        Warehouses = [building],
        Listen = new ListenOptions { Http = "127.0.0.1:0", Grpc = "127.0.0.1:0" },
        Log = new LogOptions { Console = false, Level = "Warning" },
        Webhooks = new Partners.Webhooks.Endpoints.WebhookOptions { AllowedHosts = ["127.0.0.1"], RejectionsMax = 1 },
    };

    public BackordersNode Node { get; } = node;

    public Task<CliRun> RunAsync(params string[] args) => RunWithInputAsync(string.Empty, args);

    public Task<CliRun> RunWithInputAsync(string input, params string[] args) => CliRun.OfAsync(
        args, input, new Dictionary<string, string> { ["BACKORDERS_SERVER"] = Node.GrpcAddress.ToString(), ["BACKORDERS_KEY"] = Node.DevelopmentKey!, ["BACKORDERS_OPERATOR_KEY"] = Node.OperatorKey! });

    /// <summary>With an error output of the test's own, and Ctrl-C.</summary>
    public async Task<CliRun> RunWithInputAsync(string input, StringWriter error, CancellationToken ctrlC, params string[] args)
    {
        using StringWriter output = new();
        CliConsole console = new() { Out = output, Error = error, In = new StringReader(input) };
        int code = await CommandLine.RunAsync([.. args, "--server", Node.GrpcAddress.ToString(), "--key", Node.DevelopmentKey!], console, ctrlC);
        return new CliRun(code, output.ToString(), error.ToString());
    }

    public ValueTask DisposeAsync() => Node.DisposeAsync();
}
