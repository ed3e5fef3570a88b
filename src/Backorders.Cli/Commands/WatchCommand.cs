using System.CommandLine;
using Backorders.Cli.Client;
using Backorders.Cli.Output;
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
            """);
        Option<long> from = new("--from") { Description = "The last cursor that was seen; 0 for the beginning.", HelpName = "CURSOR" };
        Option<string> order = new("--order") { Description = "Only this order.", HelpName = "ORDER", DefaultValueFactory = static _ => string.Empty };
        Option<string> sku = new("--sku") { Description = "Only this SKU.", HelpName = "SKU", DefaultValueFactory = static _ => string.Empty };
        Option<bool> noFollow = new("--no-follow") { Description = "End when everything up to now has been told." };
        Option<bool> json = new("--json") { Description = "One JSON object a decision." };
        foreach (Option option in new Option[] { from, order, sku, noFollow, json })
        {
            command.Add(option);
        }

        ClientOptions client = new ClientOptions().AddTo(command);
        command.SetAction((parsed, cancellation) => FollowAsync(
            console,
            () => client.Connect(parsed, console),
            new V1.SubscribeRequest
            {
                Warehouse = client.Warehouse(parsed), Cursor = parsed.GetValue(from), OrderNo = parsed.GetValue(order), Sku = parsed.GetValue(sku),
            },
            parsed.GetValue(noFollow),
            parsed.GetValue(json),
            cancellation));
        return command;
    }

    private static async Task<int> FollowAsync(
        CliConsole console, Func<ServerConnection> connect, V1.SubscribeRequest request, bool noFollow, bool json, CancellationToken cancellation)
    {
        using ServerConnection server = connect();
        try
        {
            using AsyncServerStreamingCall<V1.SubscribeResponse> call = server.Events.Subscribe(request, cancellationToken: cancellation);
            while (await call.ResponseStream.MoveNext(cancellation).ConfigureAwait(false))
            {
                V1.SubscribeResponse next = call.ResponseStream.Current;
                if (next.Events.Count == 0 && noFollow)
                {
                    // A message without events says that everything has been told.
                    return ExitCodes.Done;
                }

                await WriteAsync(console.Out, next, json).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (cancellation.IsCancellationRequested && e is RpcException or OperationCanceledException)
        {
            return ExitCodes.Done;
        }

        return ExitCodes.Done;
    }

    private static async Task WriteAsync(TextWriter to, V1.SubscribeResponse next, bool json)
    {
        if (json)
        {
            await to.WriteLineAsync(Json.Line(next)).ConfigureAwait(false);
            return;
        }

        foreach (V1.Event change in next.Events)
        {
            await to.WriteLineAsync(EventLine.Of(next, change)).ConfigureAwait(false);
        }
    }
}
