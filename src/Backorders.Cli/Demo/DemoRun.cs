using Backorders.Cli.Client;
using Backorders.Cli.Demo.Replay;
using Backorders.Cli.Demo.Story;
using Backorders.Cli.Hosting;
using Backorders.Cli.Output;
using Backorders.Cli.Terminal;
using Backorders.Server;
using Backorders.Server.Options;

namespace Backorders.Cli.Demo;

/// <summary>Starts the node, unless one was named, and tells the story or replays the file on it.</summary>
internal sealed class DemoRun(CliConsole console, DemoOptions options)
{
    /// <summary>GS1 keeps 952 for demonstrations and examples: no real company has it.</summary>
    private const string DemonstrationPrefix = "9521234";

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        StoryPage page = new(console, isPaced: console.IsTerminal && !options.Fast, cancellation);
        if (options is { Lines: null, Json: false })
        {
            await StoryTeller.OpenAsync(page).ConfigureAwait(false);
        }

        if (options.Connect is { } connect)
        {
            using ServerConnection named = connect();
            await TellAsync(named, page, cancellation).ConfigureAwait(false);
            return ExitCodes.Done;
        }

        using TemporaryFolder? temporary = options.Data is null ? new TemporaryFolder() : null;
        BackordersNode node = await BackordersNode.StartAsync(NodeOptions(options.Data ?? temporary!.Path), cancellation: cancellation).ConfigureAwait(false);
        await using (node.ConfigureAwait(false))
        {
            string key = node.DevelopmentKey ?? options.Key
                ?? throw new CliException($"The store in '{options.Data}' was made before: give its key with --key, or name a new folder with --data.", ExitCodes.WrongUsage);
            string operating = node.OperatorKey ?? options.OperatorKey ?? key;
            using (ServerConnection server = ServerConnection.Open(node.GrpcAddress, key, operatorKey: operating))
            {
                await TellAsync(server, page, cancellation).ConfigureAwait(false);
            }

            if (!options.Once)
            {
                await WhereToLook.WriteAsync(console, node, key, operating, options.Warehouse, options.Lines is null ? "explain D-4 1" : "report").ConfigureAwait(false);
                await node.WaitForShutdownAsync(cancellation).ConfigureAwait(false);
            }
        }

        return ExitCodes.Done;
    }

    private async Task TellAsync(ServerConnection server, StoryPage page, CancellationToken cancellation)
    {
        if (options.Lines is not { } lines)
        {
            await new StoryTeller(console, page, server, options.Warehouse, options.Json).TellAsync(cancellation).ConfigureAwait(false);
            return;
        }

        ReplayRun run = new(new ReplayOptions(lines, options.Distribution, options.Faults, options.RetryFor), console);
        ReplayResult result;
        using (ReplayProgress progress = new(console, lines))
        {
            result = await run.RunAsync(server, options.Warehouse, progress.Report, cancellation).ConfigureAwait(false);
        }

        if (options.Json)
        {
            await console.Out.WriteLineAsync(result.ToJson()).ConfigureAwait(false);
        }
        else
        {
            ReplayTable.Write(console.Out, result);
        }
    }

    private NodeOptions NodeOptions(string folder) => new()
    {
        DataDirectory = folder,
        Warehouses = [Building(options.Warehouse)],
        Listen = new ListenOptions { Http = options.Http, Grpc = options.Grpc },
        Clock = ClockMode.Driven,
        ClockStart = options.Lines is { } lines ? ReplayRun.StartOf(lines) : StoryTeller.Start,
        Log = new LogOptions { Level = "Warning", Console = false },
    };

    private static WarehouseOptions Building(string id)
    {
        WarehouseOptions building = DefaultBuilding.Named(id);
        building.Gs1CompanyPrefix = DemonstrationPrefix;
        return building;
    }
}
