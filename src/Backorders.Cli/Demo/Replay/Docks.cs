using System.Globalization;
using Backorders.Cli.Client;
using Backorders.Cli.Hosting;
using Grpc.Core;

namespace Backorders.Cli.Demo.Replay;

/// <summary>
/// Eight receiving doors. Each works off the notices that were sent to it, a carton every four seconds; the scans of a slice go down one stream in the order
/// of their times. A notice is closed after its last carton.
/// </summary>
internal sealed class Docks : IDisposable
{
    private const long SecondsPerCarton = 4;

    /// <summary>Twelve, with its digits the wrong way round.</summary>
    private const long Misread = 21;

    private readonly Link link;
    private readonly ReplayCounts counts;
    private readonly ReplayIds ids;
    private readonly TaskHint hint;
    private readonly Exchange<V1.ReceiveRequest, V1.ReceiveStreamResponse> scanning;
    private readonly Door[] doors = [.. Enumerable.Range(0, DefaultBuilding.Doors).Select(d => new Door(DefaultBuilding.DoorName(d), $"SCANNER-{d + 1}"))];
    private readonly PriorityQueue<V1.ReceiveRequest, (long At, int Door, long Scan)> order = new();
    private readonly List<V1.ReceiveRequest> scans = [];
    private readonly Queue<V1.ReceiveRequest> mistakes = new();
    private readonly Demand demand;
    private readonly Faults faults;
    private readonly Exchange<V1.CloseShipmentRequest, V1.CloseShipmentsResponse> closing;
    private readonly List<string> finished = [];

    public Docks(Link link, ReplayCounts counts, ReplayIds ids, TaskHint hint, Demand demand, Faults faults)
    {
        (this.link, this.counts, this.ids, this.hint, this.demand, this.faults) = (link, counts, ids, hint, demand, faults);
        scanning = new(link, () => link.Server.Receiving.ReceiveStream(cancellationToken: link.Cancellation), null, a => (true, a.Refused));
        closing = new(link, () => link.Server.Inbound.CloseShipments(cancellationToken: link.Cancellation), null, a => (true, a.Refused));
    }

    /// <summary>Whether cartons stand at a door, or a scan must be corrected.</summary>
    public bool AreBusy => mistakes.Count > 0 || doors.Any(d => d.IsBusy);

    /// <summary>Spreads notices over the doors, each to the one with the least to do.</summary>
    public static IReadOnlyList<ExpectedCartons> Spread(IReadOnlyList<(string Sku, long Cartons)> wanted, long eta)
    {
        long[] load = new long[DefaultBuilding.Doors];
        string week = DateTimeOffset.FromUnixTimeSeconds(eta).ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        return [.. wanted.Select(w =>
        {
            int door = Array.IndexOf(load, load.Min());
            load[door] += w.Cartons;
            return new ExpectedCartons($"{week}-{w.Sku}", w.Sku, w.Cartons, eta, DefaultBuilding.DoorName(door));
        })];
    }

    /// <summary>The trucks are here.</summary>
    public void Arrive(IReadOnlyList<ExpectedCartons> expected, long at)
    {
        foreach (ExpectedCartons cartons in expected)
        {
            doors.First(d => d.Name == cartons.Door).Arrive(cartons, at);
        }
    }

    /// <summary>Scans what was unloaded by the end of the slice.</summary>
    public async Task ScanAsync(long until)
    {
        await CorrectAsync(until).ConfigureAwait(false);
        for (int d = 0; d < doors.Length; d++)
        {
            while (doors[d].TakeCarton(until, SecondsPerCarton, finished) is { } carton)
            {
                Unload(d, Scan(doors[d], carton.Expected, carton.At, carton.Scan), (carton.At, d, carton.Scan));
            }
        }

        while (order.TryDequeue(out V1.ReceiveRequest? next, out _))
        {
            scans.Add(next);
        }

        await scanning.RunAsync(scans, OnScan).ConfigureAwait(false);
        scans.Clear();
        await closing.RunAsync(
            [.. finished.Select(asn => new V1.CloseShipmentRequest { Warehouse = link.Warehouse, RequestId = ids.Next(), AsnNo = asn })], OnClosed).ConfigureAwait(false);
        finished.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        scanning.Dispose();
        closing.Dispose();
    }

    /// <summary>Scans a carton as it should be, or as chance has it.</summary>
    private void Unload(int door, V1.ReceiveRequest scan, (long At, int Door, long Scan) place)
    {
        string id = $"{door}/{scan.ScanId}";
        if (faults.Strikes(faults.UnderReceipts, "under", id))
        {
            counts.MissingCartons++;
            demand.Ask(scan.Sku, Demand.CartonUnits);
            return;
        }

        if (faults.Strikes(faults.Damage, "damage", id))
        {
            counts.DamagedCartons++;
            scan.Quality = V1.Quality.Damaged;
            demand.Ask(scan.Sku, Demand.CartonUnits);
        }
        else if (faults.Strikes(faults.Reversals, "reversal", id))
        {
            mistakes.Enqueue(scan.Clone());
            scan.Quantity = Misread;
        }

        order.Enqueue(scan, place);
        if (faults.Strikes(faults.OverReceipts, "over", id))
        {
            counts.OverCartons++;
            V1.ReceiveRequest more = scan.Clone();
            (more.ScanId, more.Quantity) = (scan.ScanId + "+", Demand.CartonUnits);
            order.Enqueue(more, place);
        }
    }

    /// <summary>Cartons that were scanned wrongly in the slice before: taken back, and scanned again as they are. Stations may have their units by now.</summary>
    private async Task CorrectAsync(long now)
    {
        while (mistakes.TryDequeue(out V1.ReceiveRequest? right))
        {
            counts.Reversals++;
            V1.ReverseReceiptRequest reverse = new()
            {
                Warehouse = link.Warehouse, RequestId = ids.Next(), DeviceId = right.DeviceId, ScanId = right.ScanId, Reason = V1.ReasonCode.WrongScan,
            };
            try
            {
                V1.ReverseReceiptResponse taken = await link
                    .CallAsync(() => link.Server.Receiving.ReverseReceiptAsync(reverse, cancellationToken: link.Cancellation)).ConfigureAwait(false);
                hint.Released(taken.Dispositions);
            }
            catch (RpcException e)
            {
                counts.Trouble(CallFailures.ReasonOf(e));
            }

            right.ScanId += "R";
            right.OccurredAt = ReplayCalendar.ToTimestamp(now);
            scans.Add(right);
        }
    }

    private V1.ReceiveRequest Scan(Door door, ExpectedCartons expected, long at, long scan) => new()
    {
        Warehouse = link.Warehouse,
        DeviceId = door.Device,
        ScanId = scan.ToString(CultureInfo.InvariantCulture),
        Sku = expected.Sku,
        Quantity = Demand.CartonUnits,
        Door = door.Name,
        AsnNo = expected.AsnNo,
        OccurredAt = ReplayCalendar.ToTimestamp(at),
    };

    private void OnScan(V1.ReceiveRequest scan, V1.ReceiveStreamResponse answer, V1.Refused? refused)
    {
        if (refused is not null)
        {
            counts.Trouble(CallFailures.NameOf(refused.Reason));
            return;
        }

        hint.Released(answer.Received.Dispositions);
        hint.Released(answer.Received.Released);
    }

    private void OnClosed(V1.CloseShipmentRequest close, V1.CloseShipmentsResponse answer, V1.Refused? refused)
    {
        if (refused is not null)
        {
            counts.Trouble(CallFailures.NameOf(refused.Reason));
            return;
        }

        hint.Released(answer.Closed.Dispositions);
    }
}
