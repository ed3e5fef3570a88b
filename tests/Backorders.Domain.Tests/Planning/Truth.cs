using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Domain.Tests.Planning;

/// <summary>
/// Lets, on a copy of a warehouse, each open shipment come whole in one scan of each item at its expected time, and nothing else happen. Every dated line must be
/// served with the arrival that it names, or before when units were taken back for it. This holds in worlds where time alone changes
/// nothing: no ageing, no departures, no deadlines of questions, holds that last, shipments that stay open, and units that lines have are theirs.
/// Four limits are known. Where a shortage is shared out, units that a class cannot use go to the next one, and a date of the plan may be too early. And a line of a
/// higher class may take later what lower ones hold: when its time comes, or after a policy made its class the higher one, for that takes nothing back by itself; no plan
/// foresees that. And whoever keeps units without a date may lose his cover when trucks come for others. None of these is asked here (<see cref="PlanCheck.IsForeseen"/>).
/// The last: a line without a promise that becomes the last of its order passes others without one, and what these then leave is another number; a line behind them is not asked.
/// </summary>
internal sealed class Truth
{
    private readonly Warehouse copy;
    private readonly List<LineExplanation> waiting; // each queue from its front on
    private readonly List<(Instant At, LineExplanation Line)> dated;
    private readonly List<string> wrong = [], history = [];
    private Instant now;
    private int scans;

    private Truth(Warehouse warehouse, Instant now)
    {
        (copy, this.now) = (PlanCheck.CopyOf(warehouse), now);
        TimeSpan allowance = TimeSpan.FromHours(warehouse.PolicyOf(Scenario.Acme).PromiseAllowanceHours);
        waiting = [.. warehouse.ListBackorders(Scenario.Acme, null, 0, int.MaxValue, now).Select(l => warehouse.Explain(l.Line, now)!)];
        dated = [.. waiting.Where(static e => e.Planned != Instant.Never).Select(e => (e.Planned - allowance, e))];
    }

    /// <summary>What did not come true. <paramref name="kept"/> counts dates that did.</summary>
    public static List<string> Of(Warehouse warehouse, Instant now, ref int kept)
    {
        Truth truth = new(warehouse, now);
        truth.Run();
        kept += truth.dated.Count;
        return [.. truth.wrong, .. truth.wrong.Count > 0 ? [.. Picture(warehouse, now), .. truth.history] : Array.Empty<string>()];
    }

    /// <summary>What somebody needs to know who looks for the fault.</summary>
    private static IEnumerable<string> Picture(Warehouse warehouse, Instant now) =>
    [
        $"now {now}, {warehouse.PolicyOf(Scenario.Acme).Distribution}",
        .. warehouse.ListShipments(Scenario.Acme, openOnly: true, 0, int.MaxValue)
            .Select(s => $"{s.Asn.AsnNo} {s.ExpectedAt} {string.Join(' ', s.Lines.Select(l => $"{l.Sku}:{l.Received}/{l.Announced}"))}"),
        .. warehouse.ListBackorders(Scenario.Acme, null, 0, int.MaxValue, now).Select(l => (Order: warehouse.GetOrder(l.Line.Order)!, Shown: warehouse.Explain(l.Line, now)!)).Select(w =>
            $"{w.Shown.Line.Sku} {w.Shown.Line.Line} {w.Shown.Line.Open} of {w.Shown.Line.Ordered} open, {w.Shown.Line.Held} held, {w.Order.Terms.ShipMode} {w.Order.Terms.NotBefore} "
            + $"{w.Shown.Skip}: {w.Shown.Planned} on {string.Join(' ', w.Shown.Pegs.Select(p => $"{p.Asn.AsnNo}:{p.Quantity}"))}{(w.Shown.IsCovered ? ", covered" : string.Empty)}"),
        .. warehouse.ListSupply(Scenario.Acme, null).Select(f => $"{f.Item.Sku}: {f.Free} free, released {warehouse.GetItem(f.Item)!.ReleaseAt}"),
    ];

    private void Run()
    {
        copy.Execute(new SetPolicy(copy.PolicyOf(Scenario.Acme) with { Preemption = false }), now); // what lines have is picked at once
        List<ShipmentView> coming = [.. copy.ListShipments(Scenario.Acme, openOnly: true, 0, int.MaxValue).Where(s => s.ExpectedAt != Instant.Never)];
        foreach (Instant at in coming.Select(s => s.ExpectedAt).Concat(dated.Select(d => d.At)).Distinct().Order())
        {
            Advance(new Instant(at.UnixMicroseconds - 1)); // it comes in the moment in which it would be overdue
            now = at > now ? at : now;
            foreach (ShipmentView shipment in coming.Where(s => s.ExpectedAt == at).OrderBy(s => s.Asn))
            {
                shipment.Lines.Where(l => l.Announced > l.Received).ToList().ForEach(l => Scan(shipment.Asn, l));
            }

            Advance(at);
            foreach ((Instant due, LineExplanation line) in dated)
            {
                bool isServed = copy.GetLine(line.Line.Line) is not { } left || (left.Open.IsZero && left.Held.IsZero);
                if (due == at && !isServed && !IsAnyPassedBefore(line))
                {
                    wrong.Add($"{line.Line.Line} was planned for {due} on {line.PlannedOn?.Value ?? "stock"}, and is not served with it");
                }
            }

            if (wrong.Count > 0)
            {
                return; // what follows hangs on it
            }
        }
    }

    /// <summary>Whether before a line, of those without a promise, one has become the last of its order since.</summary>
    private bool IsAnyPassedBefore(LineExplanation line) => waiting.TakeWhile(w => w != line)
        .Any(w => w.Line.Sku == line.Line.Sku && Key(w, "promise_place") == "none" && Key(w, "completes_order") == "no"
            && (copy.Explain(w.Line.Line, now) is not { } still || Key(still, "completes_order") == "yes"));

    private static string Key(LineExplanation line, string name) => line.Keys.Single(k => k.Name == name).Value;

    private void Scan(AsnKey asn, ShipmentLineView line)
    {
        Receive scan = new(
            new SkuKey(asn.Owner, line.Sku), (line.Announced - line.Received).Units, default, new ScanKey(new DeviceId("TRUTH"), new ScanId($"{++scans}")), new DoorId("D1"),
            asn.AsnNo, string.Empty, Quality.Usable, now);
        Turn turn = copy.Execute(scan, now);
        history.AddRange(turn.Events.Select(e => $"{now} {e}"));
        if (turn.Refused is { } refused)
        {
            wrong.Add($"{scan}: {refused.Message}");
        }
    }

    private void Advance(Instant to)
    {
        while (copy.NextDue <= to)
        {
            now = copy.NextDue > now ? copy.NextDue : now;
            history.AddRange(copy.Execute(new AdvanceTime(), now).Events.Select(e => $"{now} {e}"));
        }

        now = to > now ? to : now;
    }
}
