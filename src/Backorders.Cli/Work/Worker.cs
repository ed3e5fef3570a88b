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

    private bool hasPulled;
    private bool wasEmpty;

    public async Task<int> RunAsync(bool auto, CancellationToken cancellation)
    {
        IReadOnlyList<V1.TaskOffer> offers = await HeldAsync(cancellation).ConfigureAwait(false);
        if (offers.Count > 0)
        {
            await console.Error.WriteLineAsync($"Station {station} goes on with {offers.Count} {(offers.Count == 1 ? "task" : "tasks")} from before.").ConfigureAwait(false);
        }

        for (bool isIdle = false; ; offers = await PullAsync(wait: !auto, cancellation).ConfigureAwait(false))
        {
            foreach (V1.TaskOffer offer in offers)
            {
                char key = auto ? 'p' : await AskAsync(offer.Task, cancellation).ConfigureAwait(false);
                if (key == 'q')
                {
                    await QuitAsync(offer, cancellation).ConfigureAwait(false);
                    return ExitCodes.Done;
                }

                await DoAsync(offer, key, cancellation).ConfigureAwait(false);
            }

            if (offers.Count > 0)
            {
                isIdle = false;
            }
            else if (auto && hasPulled)
            {
                return ExitCodes.Done;
            }
            else if (!isIdle && hasPulled)
            {
                isIdle = true;
                await console.Error.WriteLineAsync($"Station {station} is idle: there is no task now. It waits for the next one; Ctrl-C ends it.").ConfigureAwait(false);
            }
        }
    }

    /// <summary>What the station has under lease from before: its program ended, or its terminal was closed.</summary>
    private async Task<IReadOnlyList<V1.TaskOffer>> HeldAsync(CancellationToken cancellation)
    {
        List<V1.TaskOffer> held = [];
        V1.ListTasksRequest list = new() { Warehouse = warehouse, Station = station };
        do
        {
            V1.ListTasksResponse page = await server.Stations.ListTasksAsync(list, cancellationToken: cancellation);
            held.AddRange(page.Tasks);
            list.PageToken = page.NextPageToken;
        }
        while (list.PageToken.Length > 0);
        await AddPackedAsync(held, cancellation).ConfigureAwait(false);
        return held;
    }

    /// <summary>A packed task is under nobody's lease any more. Its parcel says which station packed it: <see cref="ParcelOf"/>.</summary>
    private async Task AddPackedAsync(List<V1.TaskOffer> held, CancellationToken cancellation)
    {
        V1.ListTasksRequest list = new() { Warehouse = warehouse, PageSize = 1_000, State = V1.TaskState.Packed };
        do
        {
            V1.ListTasksResponse page = await server.Stations.ListTasksAsync(list, cancellationToken: cancellation);
            held.AddRange(page.Tasks.Where(t => t.Task.Parcel == ParcelOf(t.Task)));
            list.PageToken = page.NextPageToken;
        }
        while (list.PageToken.Length > 0);
    }

    private string ParcelOf(V1.WorkTask task) => $"{station}-{task.TaskId}";

    /// <summary>The first pull does not wait, so that an idle station says so at once.</summary>
    private async Task<IReadOnlyList<V1.TaskOffer>> PullAsync(bool wait, CancellationToken cancellation)
    {
        V1.PullTasksRequest pull = new()
        {
            Warehouse = warehouse, RequestId = NewId(), Station = station, Max = 1, Wait = wait && hasPulled && wasEmpty ? LookFor : null,
        };
        IReadOnlyList<V1.TaskOffer> offers = (await server.Stations.PullTasksAsync(pull, cancellationToken: cancellation)).Offers;
        (hasPulled, wasEmpty) = (true, offers.Count == 0);
        return offers;
    }

    /// <summary>A picked or packed task stays with the station, which goes on with it the next time.</summary>
    private async Task QuitAsync(V1.TaskOffer offer, CancellationToken cancellation)
    {
        if (offer.Task.State is not (V1.TaskState.Picked or V1.TaskState.Packed))
        {
            await ReturnAsync(offer, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<char> AskAsync(V1.WorkTask task, CancellationToken cancellation)
    {
        (string keys, string prompt) = task.State switch
        {
            V1.TaskState.Picked => ("pq", "It is picked already: [p]ack and ship  [q]uit > "),
            V1.TaskState.Packed => ("hq", $"It is packed already, in {task.Parcel}: s[h]ip  [q]uit > "),
            _ => ("psrq", "[p]icked  [s]hort  [r]eturn  [q]uit > "),
        };
        await console.Out.WriteLineAsync(TaskText.Of(task)).ConfigureAwait(false);
        while (true)
        {
            await console.Out.WriteAsync(prompt).ConfigureAwait(false);
            string? answer = await console.ReadAnswerAsync(cancellation).ConfigureAwait(false);
            await console.Out.WriteLineAsync().ConfigureAwait(false);
            if (answer is null)
            {
                return 'q';
            }

            if (answer.Trim().ToLowerInvariant() is { Length: > 0 } key && keys.Contains(key[0], StringComparison.Ordinal))
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
        if (offer.Task.State is not (V1.TaskState.Picked or V1.TaskState.Packed))
        {
            await server.Stations.ConfirmPickAsync(
                new V1.ConfirmPickRequest { Warehouse = warehouse, RequestId = NewId(), TaskId = offer.Task.TaskId, Token = offer.Token, Quantity = offer.Task.Quantity },
                cancellationToken: cancellation);
        }

        if (offer.Task.Kind is V1.TaskKind.CrossDock or V1.TaskKind.StoragePick)
        {
            await PackAndShipAsync(offer, cancellation).ConfigureAwait(false);
        }

        await ReportAsync("done", offer.Task).ConfigureAwait(false);
    }

    private async Task PackAndShipAsync(V1.TaskOffer offer, CancellationToken cancellation)
    {
        if (offer.Task.State != V1.TaskState.Packed)
        {
            await server.Stations.PackAsync(
                new V1.PackRequest
                {
                    Warehouse = warehouse, RequestId = NewId(), Parcel = ParcelOf(offer.Task),
                    Leases = { new V1.Lease { TaskId = offer.Task.TaskId, Token = offer.Token } },
                },
                cancellationToken: cancellation);
        }

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
