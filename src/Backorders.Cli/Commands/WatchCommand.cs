using System.CommandLine;
using Backorders.Cli.Client;
using Backorders.Cli.Output;
using Backorders.Cli.Terminal;
using Grpc.Core;

namespace Backorders.Cli.Commands;

/// <summary>What happens in a warehouse, as it happens.</summary>
internal static class WatchCommand
{
    public static Command Build(CliConsole console)
    {
        Command command = new(
            "watch",
            """
            Prints what happened in a warehouse, from a cursor on, and then what happens. Ends with Ctrl-C; the last cursor printed is where to go on.

            Examples:
              backorders watch                              from the beginning
              backorders watch --from 1200 --json           after cursor 1200, one JSON object a decision
              backorders watch --order SO-1001 --no-follow  what has happened to one order until now
              backorders watch --kind shipped --kind packed only these kinds
              backorders watch --verbose                    also heartbeats, and how far behind this stream is
            """);
        Option<long> from = new("--from") { Description = "The last cursor that was seen; 0 for the beginning.", HelpName = "CURSOR" };
        Option<string> order = new("--order") { Description = "Only this order.", HelpName = "ORDER", DefaultValueFactory = static _ => string.Empty };
        Option<string> sku = new("--sku") { Description = "Only this SKU.", HelpName = "SKU", DefaultValueFactory = static _ => string.Empty };
        Option<string[]> kinds = new("--kind")
        {
            Description = "Only this kind, such as shipped or units_allocated; may be given more than once.", HelpName = "KIND", DefaultValueFactory = static _ => [],
        };
        Option<bool> verbose = new("--verbose") { Description = "Show heartbeats too: how far the stream has got, and how late it is." };
        Option<bool> noFollow = new("--no-follow") { Description = "End when everything up to now has been told." };
        Option<bool> json = new("--json") { Description = "One JSON object a decision." };
        foreach (Option option in new Option[] { from, order, sku, kinds, noFollow, verbose, json })
        {
            command.Add(option);
        }

        ConnectionOptions client = new ConnectionOptions().AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            V1.SubscribeRequest request = new()
            {
                Warehouse = client.Warehouse(parsed), Cursor = parsed.GetValue(from), OrderNo = parsed.GetValue(order), Sku = parsed.GetValue(sku),
                Kinds = { EventKinds.Parse("--kind", parsed.GetValue(kinds) ?? []) },
            };
            How how = new(parsed.GetValue(noFollow), parsed.GetValue(verbose), parsed.GetValue(json));
            return FollowAsync(console, () => client.Connect(parsed, console), request, how, cancellation);
        });
        return command;
    }

    private static async Task<int> FollowAsync(
        CliConsole console, Func<ServerConnection> connect, V1.SubscribeRequest request, How how, CancellationToken cancellation)
    {
        using ServerConnection server = connect();
        try
        {
            using AsyncServerStreamingCall<V1.SubscribeResponse> call = server.Events.Subscribe(request, cancellationToken: cancellation);
            while (await call.ResponseStream.MoveNext(cancellation).ConfigureAwait(false))
            {
                V1.SubscribeResponse next = call.ResponseStream.Current;
                await WriteAsync(console.Out, next, how).ConfigureAwait(false);
                if (how.NoFollow && next.Cursor >= next.HighWater)
                {
                    return ExitCodes.Done;
                }
            }
        }
        catch (Exception e) when (cancellation.IsCancellationRequested && e is RpcException or OperationCanceledException)
        {
            return ExitCodes.Done;
        }

        return ExitCodes.Done;
    }

    private static async Task WriteAsync(TextWriter to, V1.SubscribeResponse next, How how)
    {
        if (next.Events.Count == 0 && !how.Verbose)
        {
            return;
        }

        if (how.AsJson)
        {
            await to.WriteLineAsync(Json.Line(next)).ConfigureAwait(false);
            return;
        }

        foreach (V1.Event change in next.Events)
        {
            await to.WriteLineAsync(EventLine.Of(next, change)).ConfigureAwait(false);
        }

        if (how.Verbose)
        {
            await to.WriteLineAsync(EventLine.Progress(next)).ConfigureAwait(false);
        }
    }

    private readonly record struct How(bool NoFollow, bool Verbose, bool AsJson);
}
