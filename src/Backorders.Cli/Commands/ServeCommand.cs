using System.CommandLine;
using Backorders.Cli.Client;
using Backorders.Cli.Hosting;
using Backorders.Cli.Terminal;
using Backorders.Server;
using Backorders.Server.Options;

namespace Backorders.Cli.Commands;

/// <summary>Runs a node until a signal stops it. Settings: a JSON file, then environment variables, then the command line; the later wins.</summary>
internal static class ServeCommand
{
    public static Command Build(CliConsole console)
    {
        Command command = new(
            "serve",
            """
            Runs a node until Ctrl-C or SIGTERM. The first start makes a key and prints it, once.

            Examples:
              backorders serve                                     store in ./data, JSON on 127.0.0.1:5080, gRPC on 127.0.0.1:5081
              backorders serve --data /var/lib/backorders --warehouse LEEDS
              backorders serve --config backorders.json            everything from a file, section 'Backorders'
              Backorders__Journal=Postgres Backorders__Postgres__ConnectionString='Host=db;Database=backorders;Username=app' backorders serve
              backorders serve --driven-clock                      for 'backorders demo --lines … --server …'
            """);
        Option<string?> config = NodeConfiguration.Option();
        Option<string?> data = new("--data") { Description = "Folder of the store and the keys. Default: data.", HelpName = "DIR" };
        Option<string?> http = new("--http") { Description = "Where JSON, gRPC-Web, metrics and health listen. Default: 127.0.0.1:5080.", HelpName = "HOST:PORT" };
        Option<string?> grpc = new("--grpc") { Description = "Where gRPC listens. Default: 127.0.0.1:5081.", HelpName = "HOST:PORT" };
        Option<string[]> warehouses = new("--warehouse")
        {
            Description = $"A building to serve, with 8 doors and 12 lanes; may be given more than once. Default: {ConnectionOptions.DefaultWarehouse}.", HelpName = "ID",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<bool> driven = new("--driven-clock") { Description = "Lets the DrivenClock service set the time. Loopback only." };
        Option<bool> json = new("--json") { Description = "Print where it listens as one JSON object, and nothing else to the output; logs go to the error output." };
        foreach (Option option in new Option[] { config, data, http, grpc, warehouses, driven, json })
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellation) =>
        {
            NodeOptions options = NodeConfiguration.Read(parsed.GetValue(config));
            options.DataDirectory = parsed.GetValue(data) ?? options.DataDirectory;
            options.Listen.Http = parsed.GetValue(http) ?? options.Listen.Http;
            options.Listen.Grpc = parsed.GetValue(grpc) ?? options.Listen.Grpc;
            Name(options, parsed.GetValue(warehouses) ?? []);
            if (parsed.GetValue(driven))
            {
                options.Clock = ClockMode.Driven;

                // A replay sets the time; a clock that stood at today already could not be set to the days of the file.
                options.ClockStart ??= DateTimeOffset.UnixEpoch;
            }

            // Whoever reads JSON reads nothing else there.
            options.Log.ConsoleIsError |= parsed.GetValue(json);
            return RunAsync(options, console, parsed.GetValue(json), cancellation);
        });
        return command;
    }

    /// <summary>Buildings named on the command line replace those of the file; one that the file describes keeps its doors and lanes.</summary>
    private static void Name(NodeOptions options, string[] named)
    {
        string[] wanted = named.Length > 0 || options.Warehouses.Count > 0 ? named : [ConnectionOptions.DefaultWarehouse];
        if (wanted.Length > 0)
        {
            options.Warehouses = [.. wanted.Select(id => options.Warehouses.FirstOrDefault(w => w.Id == id) ?? DefaultBuilding.Named(id))];
        }
    }

    private static async Task<int> RunAsync(NodeOptions options, CliConsole console, bool json, CancellationToken cancellation)
    {
        BackordersNode node = await BackordersNode.StartAsync(options, cancellation: cancellation).ConfigureAwait(false);
        await using (node.ConfigureAwait(false))
        {
            if (json)
            {
                await console.Out.WriteLineAsync(Output.Json.Line(
                    ("grpc", node.GrpcAddress.ToString()), ("http", node.HttpAddress.ToString()), ("development_key", node.DevelopmentKey), ("operator_key", node.OperatorKey))).ConfigureAwait(false);
            }
            else
            {
                if (node is { DevelopmentKey: { } key, OperatorKey: { } operating })
                {
                    await WriteKeysAsync(console, key, operating).ConfigureAwait(false);
                }

                await console.Out.WriteLineAsync($"Pages for people: {node.HttpAddress} (the dock: {new Uri(node.HttpAddress, "/dock")})").ConfigureAwait(false);
            }

            await node.WaitForShutdownAsync(cancellation).ConfigureAwait(false);
        }

        return node.Failure is { } failure ? throw new CliException(failure, ExitCodes.CannotStart) : ExitCodes.Done;
    }

    /// <summary>They are shown once, among the logs of a start: between lines of their own they are seen.</summary>
    private static async Task WriteKeysAsync(CliConsole console, string key, string operating)
    {
        string rule = new('=', 72);
        await console.Out.WriteLineAsync(
            $"{rule}\nDevelopment key, shown only now: {key}\nKeep it, and give it to clients: export {ConnectionOptions.KeyVariable}={key}\n"
            + $"Operator's key, for policy, lanes, doors, cluster and backup: export {ConnectionOptions.OperatorKeyVariable}={operating}\n{rule}").ConfigureAwait(false);
    }
}
