using System.Buffers;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Domain.Tests.Planning;

/// <summary>What must be true of planned and told dates after every turn: the plan is that of <see cref="NaivePlan"/>, and customers know it or are about to.</summary>
internal sealed class PlanCheck
{
    /// <summary>So often may an order lose its cover in a turn and regain it.</summary>
    private const int LossesMax = 3;

    private readonly Warehouse warehouse;
    private readonly NaiveModel model = new();
    private readonly NaivePlan plan;
    private readonly HashSet<LineKey> given = [];
    private readonly Dictionary<LineKey, Instant> quietUntil = []; // by the policy under which it was told
    private readonly Dictionary<LineKey, HashSet<SkuKey>> lost = [];

    public PlanCheck(Warehouse warehouse) => (this.warehouse, plan) = (warehouse, new NaivePlan(warehouse, model, Scenario.Acme));

    /// <summary>Lines with a planned date that were compared, and orders and lines that were found covered.</summary>
    public (int Dated, int Covered) Compared { get; private set; }

    /// <summary>Whether nothing but time and arrivals is needed for the plan to come true: no order waits for the end of a pause.</summary>
    public bool IsSettled(Instant now) => lost.Count == 0 && !plan.IsAnyPaused(now);

    /// <summary>Whether units are served from the front of a queue, as they come; nobody who waits for his time alone will take any back; and nobody keeps some without a date.</summary>
    public bool IsForeseen => warehouse.PolicyOf(Scenario.Acme).Distribution == DistributionMode.Sequential && !plan.MayBeOutranked && !plan.IsAnyKeptWithoutDate;

    /// <summary>
    /// Takes in what a turn did, and says what is wrong after it. A turn that left work for the next one is not judged yet, and the plan is not made anew after one that
    /// nobody asks about (<paramref name="isAsked"/>).
    /// </summary>
    public List<string> After(IReadOnlyList<Event> events, Instant now, bool isAsked = true)
    {
        List<string> wrong = [];
        foreach (Event change in events)
        {
            CheckEvent(change, now, wrong);
            model.Fold(change, now);
            plan.Fold(change, now);
        }

        NoteLostCover(events);
        CheckServedAtOnce(events, wrong);
        if (!isAsked || warehouse.NextDue <= now)
        {
            return wrong;
        }

        IReadOnlyDictionary<LineKey, NaivePlan.Planned> all = plan.Make(now, lost.Keys.ToHashSet());
        foreach ((LineKey line, NaivePlan.Planned mine) in all)
        {
            LineExplanation shown = warehouse.Explain(line, now)!;
            NaivePlan.Planned theirs = new(shown.Planned, shown.PlannedOn, shown.IsCovered, shown.IsCovered ? plan.ToldFrom(line) : default);
            if (mine.Date == theirs.Date && mine.IsCovered && theirs.IsCovered)
            {
                theirs = theirs with { On = mine.On }; // of several shipments of one time, it may name any
            }

            Wrong(mine != theirs, $"{line} should be {Text(mine)} and is {Text(theirs)}", wrong);
            Wrong(shown.Planned < now, $"{line} is planned at {shown.Planned}, which has passed", wrong);
            CheckTold(shown, now, wrong);
            Compared = (Compared.Dated + (mine.Date == Instant.Never ? 0 : 1), Compared.Covered + (mine.IsCovered ? 1 : 0));
        }

        CheckHeld(now, wrong);
        wrong.AddRange(wrong.Count > 0 ? [.. events.Select(e => $"{e}"), .. Picture(all, now)] : []);
        model.Lines.Where(l => l.Value.Units[..(int)NaiveModel.At.Shipped].All(u => u == 0)).ToList().ForEach(l => model.Lines.Remove(l.Key)); // nothing may change
        return wrong;
    }

    /// <summary>
    /// On a copy, says of each open shipment once more when it comes: nothing may follow from it. One that has begun to arrive is left out, for whoever says
    /// something of it expects the rest.
    /// </summary>
    public List<string> PlanAgain(Instant now)
    {
        List<string> wrong = [];
        Warehouse copy = CopyOf(warehouse);
        foreach (ShipmentView open in warehouse.ListShipments(Scenario.Acme, openOnly: true, 0, int.MaxValue).Where(s => s.RestUntil == Instant.Never))
        {
            IEnumerable<Event> more = copy.Execute(new UpdateShipment(open.Asn, open.Eta, null, []), now).Events.Where(e => e is not ShipmentUpdated);
            wrong.AddRange(more.Select(e => $"planning again: {e}"));
        }

        return wrong;
    }

    public static Warehouse CopyOf(Warehouse warehouse)
    {
        ArrayBufferWriter<byte> bytes = new();
        warehouse.Save(bytes);
        return Warehouse.Load(warehouse.Id, bytes.WrittenSpan);
    }

    /// <summary>What somebody needs to know who looks for the fault.</summary>
    private IEnumerable<string> Picture(IReadOnlyDictionary<LineKey, NaivePlan.Planned> mine, Instant now) =>
    [
        $"now {now}, {warehouse.PolicyOf(Scenario.Acme).Distribution}",
        .. warehouse.ListShipments(Scenario.Acme, openOnly: true, 0, int.MaxValue)
            .Select(s => $"{s.Asn.AsnNo} {s.ExpectedAt} {string.Join(' ', s.Lines.Select(l => $"{l.Sku}:{l.Received}/{l.Announced}"))}"),
        .. mine.Keys.Select(k => (Line: warehouse.GetLine(k)!, Order: warehouse.GetOrder(k.Order)!)).Select(w =>
            $"{w.Line.Sku} {w.Line.Line} {w.Line.Open} open {w.Line.Held} held, {model.Lines[w.Line.Line].Accepted.MinPartial}/{model.Lines[w.Line.Line].Accepted.MaxSplits}/"
            + $"{model.Lines[w.Line.Line].Accepted.UnitSize}/{model.Lines[w.Line.Line].Splits} {w.Order.Terms.ShipMode} tier {w.Order.Terms.Tier} place {model.Lines[w.Line.Line].Place} "
            + $"{w.Order.Terms.NotBefore} {w.Order.Terms.ShipBy} {w.Order.Terms.CancelBy} {w.Order.Hold} "
            + $"{NaiveRank.Of(model.Lines[w.Line.Line], model, warehouse, now).Class} pinned, urgent, tier or placed: {Text(mine[w.Line.Line])}, told {w.Line.Promise}"),
        .. warehouse.ListSupply(Scenario.Acme, null).Select(f => $"{f.Item.Sku}: {f.Free} free, released {warehouse.GetItem(f.Item)!.ReleaseAt}"),
    ];

    private static string Text(NaivePlan.Planned planned) => $"{planned.Date} on {planned.On?.Value ?? "nothing"}{(planned.IsCovered ? $", covered from {planned.From}" : string.Empty)}";

    private static void Wrong(bool isWrong, string what, List<string> wrong) => wrong.AddRange(isWrong ? [what] : []);

    private void CheckEvent(Event change, Instant now, List<string> wrong)
    {
        switch (change)
        {
            case PromiseGiven e:
                Wrong(e.Promise < now || !given.Add(e.Line), $"{e} has passed, or is not the first", wrong);
                break;
            case PromiseChanged e:
                Wrong(e.To < now, $"{e} has passed", wrong);
                Wrong(e.To < e.From && quietUntil.GetValueOrDefault(e.Line) > now, $"{e} is better, within the quiet period", wrong);
                quietUntil[e.Line] = now + TimeSpan.FromHours(warehouse.PolicyOf(Scenario.Acme).NoticeQuietHours);
                break;
            case DelayConsentNeeded e:
                Wrong(warehouse.GetLine(e.Line)!.Promise < e.To || e.To <= e.From, $"{e}: no such slip was told", wrong);
                break;
        }
    }

    /// <summary>A line that waits knows its date: told is not better than planned, and worse only while a quiet period lasts.</summary>
    private void CheckTold(LineExplanation line, Instant now, List<string> wrong)
    {
        Policy policy = warehouse.PolicyOf(Scenario.Acme);
        if (line.Skip is SkipReason.OrderOnHold or SkipReason.PaymentDeclined or SkipReason.NoLane or SkipReason.CancelByPassed)
        {
            return;
        }

        (Instant told, Instant planned) = (line.Line.Promise, line.Planned);
        string text = $"{line.Line.Line} was told {told} and is planned {planned}";
        if (line.Line.FirstPromise == Instant.Never)
        {
            Wrong(planned != Instant.Never, text, wrong);
            return;
        }

        Wrong(told != Instant.Never && (planned == Instant.Never || planned - told > TimeSpan.FromHours(policy.PromiseThresholdHours)), text, wrong);
        bool isBetter = planned != Instant.Never && (told == Instant.Never || told - planned > TimeSpan.FromHours(policy.PromiseThresholdHours));
        Wrong(isBetter && quietUntil.GetValueOrDefault(line.Line.Line) <= now, $"{text}, and nothing keeps it quiet", wrong);
    }

    /// <summary>Units are held only for whoever lacks others, or whose time is still to come: else they would lie there until the time limit of the hold.</summary>
    private void CheckHeld(Instant now, List<string> wrong)
    {
        foreach (LineKey line in model.Lines.Values.Where(l => l.On(NaiveModel.At.Held) > 0).Select(l => l.Key))
        {
            OrderView order = warehouse.GetOrder(line.Order)!;
            bool lacksAny = order.Terms.ShipMode switch
            {
                ShipMode.OrderComplete => order.Lines.Any(l => !l.Open.IsZero),
                ShipMode.LineComplete => !warehouse.GetLine(line)!.Open.IsZero,
                _ => false,
            };
            Wrong(!lacksAny && order.Hold is null && order.Payment != PaymentStatus.Declined && order.Terms.NotBefore <= now, $"{line} holds units, and waits for nothing", wrong);
        }
    }

    private void CheckServedAtOnce(IReadOnlyList<Event> events, List<string> wrong)
    {
        foreach (OrderAccepted e in events.OfType<OrderAccepted>())
        {
            HashSet<LineKey> served = [.. warehouse.GetOrder(e.Order)!.Lines.Where(l => l.Open.IsZero && l.Held.IsZero).Select(l => l.Line)];
            wrong.AddRange(events.OfType<PromiseGiven>().Where(p => served.Contains(p.Line)).Select(p => $"{p}: it was served at once"));
        }
    }

    /// <summary>What lost its cover too often does not regain it in the same turn, and is only looked at again when something happens to one of its items.</summary>
    private void NoteLostCover(IReadOnlyList<Event> events)
    {
        HashSet<SkuKey> touched = [.. events.OfType<IOfItem>().Select(e => e.Item), .. events.OfType<IOfLine>().Where(e => model.Lines.ContainsKey(e.Line)).Select(e => model.Lines[e.Line].Item)];
        touched.UnionWith(events.OfType<OrderAccepted>().SelectMany(e => e.Lines.Select(l => new SkuKey(e.Order.Owner, l.Sku))));
        touched.UnionWith(events.OfType<LineAdded>().Select(e => new SkuKey(e.Order.Owner, e.Line.Sku)));
        touched.UnionWith(events.OfType<CoverChanged>().SelectMany(e => model.Lines.Values.Where(l => l.Key.Order == e.Order).Select(l => l.Item)));
        bool other = events.Any(e => e is IOfShipment or PolicySet or ItemsDefined or LaneStateChanged or OrderHeld or OrderReleased or OrderAmended or PaymentReported);
        lost.Where(l => other || l.Value.Overlaps(touched)).ToList().ForEach(l => lost.Remove(l.Key));
        foreach (CoverChanged e in events.OfType<CoverChanged>().Where(e => !e.IsCovered).GroupBy(e => (e.Order, e.LineNo)).Where(g => g.Count() >= LossesMax).Select(g => g.First()))
        {
            lost[new LineKey(e.Order, e.LineNo)] =
                [.. model.Lines.Values.Where(l => l.Key.Order == e.Order && e.LineNo is var no && (no == 0 || no == l.Key.LineNo)).Select(l => l.Item)];
        }
    }
}
