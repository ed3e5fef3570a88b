using System.Globalization;
using Backorders.Cli.Client;

namespace Backorders.Cli.Demo.Replay;

/// <summary>
/// A picking station with its crew: pulls as much as the crew picks in one slice, reports it picked in the next, and keeps its leases alive until the packing
/// bench has taken its tasks over.
/// </summary>
internal sealed class Station : IDisposable
{
    /// <summary>Eight people, thirty seconds for a task.</summary>
    private const int TasksPerSlice = 8 * (int)(ReplayCalendar.SliceSeconds / 30);

    private readonly ReplayCounts counts;
    private readonly ReplayIds ids;
    private readonly TaskHint hint;
    private readonly PackingBench bench;
    private readonly Faults faults;
    private readonly Demand demand;
    private readonly Exchange<V1.WorkRequest, V1.WorkResponse> work;
    private readonly List<V1.WorkRequest> batch = [];
    private readonly List<V1.TaskOffer> inHand = [];
    private readonly Dictionary<long, V1.TaskOffer> reported = [];

    public Station(string name, Link link, ReplayCounts counts, ReplayIds ids, TaskHint hint, PackingBench bench, Faults faults, Demand demand)
    {
        (this.counts, this.ids, this.hint, this.bench, this.faults, this.demand) =
            (counts, ids, hint, bench, faults, demand);
        V1.WorkRequest hello = new() { Hello = new V1.WorkHello { Warehouse = link.Warehouse, Station = name, Capacity = 0 } };
        work = new(link, () => link.Server.Stations.Work(cancellationToken: link.Cancellation), hello, WorkAnswers.Read);
        Name = name;
    }

    public string Name { get; }

    public bool IsPicking => inHand.Count > 0;

    /// <summary>One slice: what was picked, then what is next.</summary>
    public async Task WorkAsync(bool pull)
    {
        if (inHand.Count > 0 || bench.Holds(this))
        {
            batch.Add(new V1.WorkRequest { Heartbeat = new V1.HeartbeatRequest() });
        }

        foreach (V1.TaskOffer offer in inHand)
        {
            reported[offer.Task.TaskId] = offer;
            batch.Add(Report(offer));
        }

        inHand.Clear();
        if (pull)
        {
            batch.Add(new V1.WorkRequest { Pull = new V1.PullTasksRequest { RequestId = ids.Next(), Max = TasksPerSlice } });
        }

        await work.RunAsync(batch, OnAnswer).ConfigureAwait(false);
        batch.Clear();
        reported.Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => work.Dispose();

    private void OnAnswer(V1.WorkRequest request, V1.WorkResponse answer, V1.Refused? refused)
    {
        if (request.MessageCase == V1.WorkRequest.MessageOneofCase.Heartbeat)
        {
            return;
        }

        if (request.Pull is { } pull)
        {
            OnPulled(pull, answer, refused);
            return;
        }

        V1.TaskOffer offer = reported[request.ReportShort?.TaskId ?? request.ConfirmPick.TaskId];
        if (refused is not null)
        {
            OnRefused(offer, refused);
        }
        else if (answer.Short is { } shortened)
        {
            counts.ShortPicks++;
            hint.Released(shortened.Dispositions);
            hint.More(); // somebody must count
            if (request.ReportShort!.Picked > 0)
            {
                bench.Add(this, offer);
            }
        }
        else if (answer.Confirmed is { } confirmed)
        {
            hint.Released(confirmed.Dispositions);
            if (offer.Task.Kind is V1.TaskKind.CrossDock or V1.TaskKind.StoragePick)
            {
                bench.Add(this, offer);
            }
        }
    }

    /// <summary>What the crew says of a task: all is in hand, or, as chance has it, not all was there; a count finds some of what was missed.</summary>
    private V1.WorkRequest Report(V1.TaskOffer offer)
    {
        V1.WorkTask task = offer.Task;
        string id = task.TaskId.ToString(CultureInfo.InvariantCulture);
        if (task.Kind is V1.TaskKind.CrossDock or V1.TaskKind.StoragePick && faults.Strikes(faults.ShortPicks, "short", id))
        {
            long picked = task.Quantity - faults.Between(1, task.Quantity, "missing", id);
            return new V1.WorkRequest
            {
                ReportShort = new V1.ReportShortRequest
                {
                    RequestId = ids.Next(), TaskId = task.TaskId, Token = offer.Token, Picked = picked, Reason = V1.ReasonCode.NotFound,
                },
            };
        }

        long found = task.Quantity;
        if (task.Kind == V1.TaskKind.Count && faults.ShortPicks > 0)
        {
            found = faults.Between(0, task.Quantity, "count", id);
            demand.Ask(task.Sku, task.Quantity - found); // what is lost is ordered again
        }

        return new V1.WorkRequest { ConfirmPick = new V1.ConfirmPickRequest { RequestId = ids.Next(), TaskId = task.TaskId, Token = offer.Token, Quantity = found } };
    }

    private void OnPulled(V1.PullTasksRequest pull, V1.WorkResponse answer, V1.Refused? refused)
    {
        if (refused is not null)
        {
            counts.Trouble(CallFailures.NameOf(refused.Reason));
            return;
        }

        inHand.AddRange(answer.Pulled.Offers);
        hint.Taken(answer.Pulled.Offers.Count, answer.Pulled.Offers.Count < pull.Max);
    }

    /// <summary>Units were taken back meanwhile: a stock correction may do that. With some left the pick goes on with those, with none it is dropped.</summary>
    private void OnRefused(V1.TaskOffer offer, V1.Refused refused)
    {
        if (refused.Reason == V1.Refusal.OverPick && refused.Details.TryGetValue("asked", out string? asked) && long.TryParse(asked, out long left))
        {
            offer.Task.Quantity = left;
            inHand.Add(offer);
            return;
        }

        counts.Trouble(CallFailures.NameOf(refused.Reason));
    }
}
