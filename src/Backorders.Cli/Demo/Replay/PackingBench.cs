using System.Globalization;
using Backorders.Cli.Client;

namespace Backorders.Cli.Demo.Replay;

/// <summary>
/// Where all stations' picks come together: before a truck leaves, what was picked for an order since the last one goes into one parcel, and all parcels go
/// onto the truck.
/// </summary>
internal sealed class PackingBench : IDisposable
{
    /// <summary>As many tasks as one pack or ship may name.</summary>
    private const int TasksPerCall = 1_000;

    private readonly ReplayCounts counts;
    private readonly ReplayIds ids;
    private readonly Exchange<V1.WorkRequest, V1.WorkResponse> work;
    private readonly Dictionary<string, List<V1.Lease>> picked = new(StringComparer.Ordinal);
    private readonly List<string> orders = [];
    private readonly HashSet<Station> holders = [];
    private readonly List<long> packed = [];
    private readonly List<V1.WorkRequest> batch = [];
    private readonly List<(string OrderNo, List<V1.Lease> Leases)> again = [];
    private readonly Dictionary<long, string> orderOf = [];
    private readonly List<long> heldBack = [];
    private readonly List<long[]> shipAgain = [];
    private long parcels;

    public PackingBench(Link link, ReplayCounts counts, ReplayIds ids)
    {
        (this.counts, this.ids) = (counts, ids);
        V1.WorkRequest hello = new() { Hello = new V1.WorkHello { Warehouse = link.Warehouse, Station = "PACK", Capacity = 0 } };
        work = new(link, () => link.Server.Stations.Work(cancellationToken: link.Cancellation), hello, WorkAnswers.Read);
    }

    public bool IsEmpty => orders.Count == 0;

    /// <summary>Whether parcels stand here that could not leave: an order that ships only complete may have lost units since.</summary>
    public bool HoldsBack => heldBack.Count > 0;

    /// <summary>Whether tasks of this station lie here, still under its leases.</summary>
    public bool Holds(Station station) => holders.Contains(station);

    /// <summary>A picked task comes to the bench.</summary>
    public void Add(Station station, V1.TaskOffer offer)
    {
        if (!picked.TryGetValue(offer.Task.OrderNo, out List<V1.Lease>? leases))
        {
            picked.Add(offer.Task.OrderNo, leases = []);
            orders.Add(offer.Task.OrderNo);
        }

        orderOf[offer.Task.TaskId] = offer.Task.OrderNo;
        leases.Add(new V1.Lease { TaskId = offer.Task.TaskId, Token = offer.Token });
        holders.Add(station);
    }

    /// <summary>Packs everything and sends the truck off.</summary>
    public async Task DepartAsync(long at)
    {
        foreach (string orderNo in orders)
        {
            foreach (V1.Lease[] part in picked[orderNo].Chunk(TasksPerCall))
            {
                batch.Add(Pack(orderNo, part));
            }
        }

        while (batch.Count > 0)
        {
            await work.RunAsync(batch, OnPacked).ConfigureAwait(false);
            batch.Clear();
            batch.AddRange(again.Select(a => Pack(a.OrderNo, a.Leases)));
            again.Clear();
        }

        string truck = DateTimeOffset.FromUnixTimeSeconds(at).ToString("yyyyMMdd'T'HHmm", CultureInfo.InvariantCulture);
        packed.InsertRange(0, heldBack);
        heldBack.Clear();
        shipAgain.AddRange(packed.Chunk(TasksPerCall));
        packed.Clear();
        while (shipAgain.Count > 0)
        {
            batch.AddRange(shipAgain.Select(part => new V1.WorkRequest
            {
                Ship = new V1.ShipRequest { RequestId = ids.Next(), TaskIds = { part }, Carrier = "TRUCK", Tracking = truck },
            }));
            shipAgain.Clear();
            await work.RunAsync(batch, OnShipped).ConfigureAwait(false);
            batch.Clear();
        }

        picked.Clear();
        orders.Clear();
        holders.Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => work.Dispose();

    private V1.WorkRequest Pack(string orderNo, IEnumerable<V1.Lease> leases) => new()
    {
        Correlation = orderNo,
        Pack = new V1.PackRequest { RequestId = ids.Next(), Leases = { leases }, Parcel = (++parcels).ToString("D8", CultureInfo.InvariantCulture) },
    };

    private void OnPacked(V1.WorkRequest request, V1.WorkResponse answer, V1.Refused? refused)
    {
        if (refused is null)
        {
            packed.AddRange(answer.Packed.TaskIds);
            return;
        }

        // A task whose units were all taken back since is gone: the parcel is packed without it.
        counts.Trouble(CallFailures.NameOf(refused.Reason));
        if (refused.Details.TryGetValue("task_id", out string? gone) && long.TryParse(gone, out long taskId))
        {
            List<V1.Lease> left = [.. request.Pack.Leases.Where(l => l.TaskId != taskId)];
            if (left.Count > 0 && left.Count < request.Pack.Leases.Count)
            {
                again.Add((request.Correlation, left));
            }
        }
    }

    private void OnShipped(V1.WorkRequest request, V1.WorkResponse answer, V1.Refused? refused)
    {
        if (refused is not null)
        {
            OnStayed(request, refused);
            return;
        }

        foreach (V1.ShipResponse.Types.Shipped task in answer.Shipped.Shipped)
        {
            orderOf.Remove(task.TaskId);
            if (task.DockedAt is not null)
            {
                counts.Shipped(task.DockToShipSeconds);
            }
        }
    }

    /// <summary>One order's parcels cannot leave: the others go without them, and they try again with the next truck, unless they are gone.</summary>
    private void OnStayed(V1.WorkRequest request, V1.Refused refused)
    {
        counts.Trouble(CallFailures.NameOf(refused.Reason));
        if (!refused.Details.TryGetValue("task_id", out string? named) || !long.TryParse(named, out long stays) || !orderOf.TryGetValue(stays, out string? orderNo))
        {
            return;
        }

        bool gone = refused.Reason is V1.Refusal.WrongTaskState or V1.Refusal.UnknownTask;
        ILookup<bool, long> parts = request.Ship.TaskIds.ToLookup(t => gone ? t == stays : orderOf.GetValueOrDefault(t) == orderNo);
        heldBack.AddRange(gone ? [] : parts[true]);
        if (parts[false].Any())
        {
            shipAgain.Add([.. parts[false]]);
        }
    }
}
