using System.CommandLine;
using Backorders.Cli.Client;
using Backorders.Cli.Hosting;
using Backorders.Cli.Output;
using Backorders.Cli.Terminal;
using Backorders.Server;
using Backorders.Server.Options;

namespace Backorders.Cli.Commands;

/// <summary>Runs a node until a signal stops it. Settings: a JSON file, then environment variables, then the command line; the later wins.</summary>
internal static class ServeCommand
{
    /// <summary>Where a node with a local authority listens: a device reaches it, and an authority for this machine alone is of no use.</summary>
    private const string LocalTls = "*:5443";
    private const string LocalHttp = "*:5080";

    public static Command Build(CliConsole console)
    {
        Command command = new(
            "serve",
            """
            Runs a node until Ctrl-C or SIGTERM. The first start makes a key and prints it, once.

            Examples:
              backorders serve                                     store in ./data, JSON on 127.0.0.1:5080, gRPC on 127.0.0.1:5081
              backorders serve --data /var/lib/backorders --warehouse LEEDS
              backorders serve --local-ca                          over TLS, for all devices of the network; docs/handhelds.md
              backorders serve --config backorders.json            everything from a file, section 'Backorders'
              Backorders__Journal=Postgres Backorders__Postgres__ConnectionString='Host=db;Database=backorders;Username=app' backorders serve
              backorders serve --driven-clock                      for 'backorders demo --lines … --server …'
            """);
        Option<string?> config = NodeConfiguration.Option();
        Option<string?> data = new("--data") { Description = "Folder of the store and the keys. Default: data.", HelpName = "DIR" };
        Option<string?> http = new("--http")
        {
            Description = "Where JSON, gRPC-Web, metrics and health listen. Default: 127.0.0.1:5080. With --local-ca: where devices learn to trust it.", HelpName = "HOST:PORT",
        };
        Option<string?> grpc = new("--grpc") { Description = "Where gRPC listens. Default: 127.0.0.1:5081. Not used with TLS.", HelpName = "HOST:PORT" };
        Option<string[]> warehouses = new("--warehouse")
        {
            Description = $"A building to serve, with 8 doors and 12 lanes; may be given more than once. Default: {ConnectionOptions.DefaultWarehouse}.", HelpName = "ID",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<bool> localCa = new("--local-ca")
        {
            Description = "Serve over TLS, by a certificate of the node's own authority, made at the first start. Lets other machines in: "
                + $"at {LocalTls}, and at {LocalHttp} without TLS, where devices learn to trust it; unless --tls, --http or the settings say where.",
        };
        Option<string?> tls = new("--tls") { Description = "Where all is served with TLS. Default: 127.0.0.1:5443.", HelpName = "HOST:PORT" };
        Option<bool> qr = new("--qr") { Description = "Print the QR code for devices also where no terminal is." };
        Option<bool> driven = new("--driven-clock") { Description = "Lets the DrivenClock service set the time. Loopback only." };
        Option<bool> json = new("--json") { Description = "Print where it listens as one JSON object, and nothing else to the output; logs go to the error output." };
        foreach (Option option in new Option[] { config, data, http, grpc, tls, localCa, qr, warehouses, driven, json })
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellation) =>
        {
            NodeOptions options = NodeConfiguration.Read(parsed.GetValue(config));
            options.DataDirectory = parsed.GetValue(data) ?? options.DataDirectory;
            options.Listen.Http = parsed.GetValue(http) ?? options.Listen.Http;
            options.Listen.Grpc = parsed.GetValue(grpc) ?? options.Listen.Grpc;
            ListenWithTls(options.Listen, parsed.GetValue(localCa), parsed.GetValue(config), parsed.GetValue(tls), parsed.GetValue(http));
            Name(options, parsed.GetValue(warehouses) ?? []);
            if (parsed.GetValue(driven))
            {
                options.Clock = ClockMode.Driven;

                // A replay sets the time; a clock that stood at today already could not be set to the days of the file.
                options.ClockStart ??= DateTimeOffset.UnixEpoch;
            }

            // Whoever reads JSON reads nothing else there.
            options.Log.ConsoleIsError |= parsed.GetValue(json);
            return RunAsync(options, console, parsed.GetValue(json), parsed.GetValue(qr), cancellation);
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

    /// <summary>With an authority of its own a node is meant for the devices around it: it listens where they reach it, unless somebody has said where.</summary>
    private static void ListenWithTls(ListenOptions listen, bool localCa, string? config, string? tls, string? http)
    {
        listen.Tls = tls ?? listen.Tls;
        if (localCa)
        {
            (listen.LocalAuthority.Use, listen.AllowRemote) = (true, true);
            listen.Tls = tls is not null || NodeConfiguration.Says(config, "Listen:Tls") ? listen.Tls : LocalTls;
            listen.Http = http is not null || NodeConfiguration.Says(config, "Listen:Http") ? listen.Http : LocalHttp;
        }
        else if (tls is not null && listen is { Certificate.Length: 0, LocalAuthority.Use: false })
        {
            throw new CliException("--tls: there is no certificate to show there; give --local-ca, or name one in Listen:Certificate.", ExitCodes.WrongUsage);
        }
    }

    private static async Task<int> RunAsync(NodeOptions options, CliConsole console, bool json, bool qr, CancellationToken cancellation)
    {
        BackordersNode node = await BackordersNode.StartAsync(options, cancellation: cancellation).ConfigureAwait(false);
        await using (node.ConfigureAwait(false))
        {
            if (json)
            {
                await console.Out.WriteLineAsync(Json.Line(
                    ("grpc", node.GrpcAddress.ToString()), ("http", node.HttpAddress.ToString()), ("development_key", node.DevelopmentKey),
                    ("operator_key", node.OperatorKey), ("trust", node.TrustAddress?.ToString()))).ConfigureAwait(false);
            }
            else
            {
                if (node is { DevelopmentKey: { } key, OperatorKey: { } operating })
                {
                    await WriteKeysAsync(console, key, operating).ConfigureAwait(false);
                }

                await console.Out.WriteLineAsync($"Pages for people: {node.HttpAddress} (the dock: {new Uri(node.HttpAddress, "/dock")})").ConfigureAwait(false);
                if (node.TrustAddress is { } trust)
                {
                    await console.Out.WriteLineAsync(TrustText.Of(trust, withCode: qr || console.IsTerminal, inColour: console.IsTerminal)).ConfigureAwait(false);
                }
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
