using Backorders.Cli.Client;
using Backorders.Cli.Output;
using Backorders.Cli.Terminal;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Backorders.Cli.Work;

/// <summary>One person's work: a task at a time, pulled, done and reported.</summary>
internal sealed class Worker(CliConsole console, ServerConnection server, string warehouse, string station, bool json)
{
    private static readonly Duration LookFor = Duration.FromTimeSpan(TimeSpan.FromSeconds(20));

    public async Task<int> RunAsync(bool auto, CancellationToken cancellation)
    {
        while (await PullAsync(wait: !auto, cancellation).ConfigureAwait(false) is { } pulled)
        {
            foreach (V1.TaskOffer offer in pulled)
            {
                char key = auto ? 'p' : await AskAsync(offer.Task, cancellation).ConfigureAwait(false);
                if (key == 'q')
                {
                    await ReturnAsync(offer, cancellation).ConfigureAwait(false);
                    return ExitCodes.Done;
                }

                await DoAsync(offer, key, cancellation).ConfigureAwait(false);
            }

            if (auto && pulled.Count == 0)
            {
                return ExitCodes.Done;
            }
        }

        return ExitCodes.Done;
    }

    private async Task<IReadOnlyList<V1.TaskOffer>?> PullAsync(bool wait, CancellationToken cancellation)
    {
        V1.PullTasksRequest pull = new() { Warehouse = warehouse, RequestId = NewId(), Station = station, Max = 1, Wait = wait ? LookFor : null };
        return (await server.Stations.PullTasksAsync(pull, cancellationToken: cancellation)).Offers;
    }

    private async Task<char> AskAsync(V1.WorkTask task, CancellationToken cancellation)
    {
        await console.Out.WriteLineAsync(TaskText.Of(task)).ConfigureAwait(false);
        while (true)
        {
            await console.Out.WriteAsync("[p]icked  [s]hort  [r]eturn  [q]uit > ").ConfigureAwait(false);
            string? answer = console.ReadKey is { } keyboard
                ? keyboard().ToString()
                : await console.In.ReadLineAsync(cancellation).ConfigureAwait(false);
            await console.Out.WriteLineAsync().ConfigureAwait(false);
            if (answer is null)
            {
                return 'q';
            }

            if (answer.Trim().ToLowerInvariant() is { Length: > 0 } key && "psrq".Contains(key[0], StringComparison.Ordinal))
            {
                return key[0];
            }
        }
    }

    private async Task DoAsync(V1.TaskOffer offer, char key, CancellationToken cancellation)
    {
        try
        {
            switch (key)
            {
                case 's':
                    await ShortAsync(offer, cancellation).ConfigureAwait(false);
                    break;
                case 'r':
                    await ReturnAsync(offer, cancellation).ConfigureAwait(false);
                    break;
                default:
                    await PickAsync(offer, cancellation).ConfigureAwait(false);
                    break;
            }
        }
        catch (RpcException e) when (!CallFailures.IsUnreachable(e))
        {
            // The task may have been recalled meanwhile; the next one is not concerned.
            await console.Error.WriteLineAsync($"task {offer.Task.TaskId}: {CallFailures.Describe(e)}").ConfigureAwait(false);
        }
    }

    private async Task PickAsync(V1.TaskOffer offer, CancellationToken cancellation)
    {
        await server.Stations.ConfirmPickAsync(
            new V1.ConfirmPickRequest { Warehouse = warehouse, RequestId = NewId(), TaskId = offer.Task.TaskId, Token = offer.Token, Quantity = offer.Task.Quantity },
            cancellationToken: cancellation);
        if (offer.Task.Kind is V1.TaskKind.CrossDock or V1.TaskKind.StoragePick)
        {
            await PackAndShipAsync(offer, cancellation).ConfigureAwait(false);
        }

        await ReportAsync("done", offer.Task).ConfigureAwait(false);
    }

    private async Task PackAndShipAsync(V1.TaskOffer offer, CancellationToken cancellation)
    {
        await server.Stations.PackAsync(
            new V1.PackRequest
            {
                Warehouse = warehouse, RequestId = NewId(), Parcel = $"{station}-{offer.Task.TaskId}",
                Leases = { new V1.Lease { TaskId = offer.Task.TaskId, Token = offer.Token } },
            },
            cancellationToken: cancellation);
        await server.Stations.ShipAsync(
            new V1.ShipRequest { Warehouse = warehouse, RequestId = NewId(), TaskIds = { offer.Task.TaskId }, Carrier = station }, cancellationToken: cancellation);
    }

    private async Task ShortAsync(V1.TaskOffer offer, CancellationToken cancellation)
    {
        long found = offer.Task.Quantity - 1;
        await server.Stations.ReportShortAsync(
            new V1.ReportShortRequest
            {
                Warehouse = warehouse, RequestId = NewId(), TaskId = offer.Task.TaskId, Token = offer.Token, Picked = found, Reason = V1.ReasonCode.NotFound,
            },
            cancellationToken: cancellation);
        if (found > 0)
        {
            await PackAndShipAsync(offer, cancellation).ConfigureAwait(false);
        }

        await ReportAsync("short", offer.Task).ConfigureAwait(false);
    }

    private async Task ReturnAsync(V1.TaskOffer offer, CancellationToken cancellation)
    {
        await server.Stations.ReturnTaskAsync(
            new V1.ReturnTaskRequest
            {
                Warehouse = warehouse, RequestId = NewId(), TaskId = offer.Task.TaskId, Token = offer.Token, Reason = V1.ReasonCode.StationTrouble,
            },
            cancellationToken: cancellation);
        await ReportAsync("returned", offer.Task).ConfigureAwait(false);
    }

    private Task ReportAsync(string what, V1.WorkTask task) => console.Out.WriteLineAsync(
        json ? Json.Line(("outcome", what), ("task_id", task.TaskId), ("order_no", task.OrderNo), ("sku", task.Sku), ("quantity", task.Quantity)) : $"{what}: {TaskText.Of(task)}");

    private static string NewId() => Guid.NewGuid().ToString("D");
}
