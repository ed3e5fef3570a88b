using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;
using At = Backorders.Domain.Tests.NaiveModel.At;
using Job = Backorders.Domain.Tests.NaiveModel.Job;
using Line = Backorders.Domain.Tests.NaiveModel.Line;
using Stock = Backorders.Domain.Tests.NaiveModel.Stock;

namespace Backorders.Domain.Tests;

/// <summary>
/// Compares a <see cref="NaiveModel"/> with what a warehouse shows: units are kept, lines add up, nothing lies idle, a receipt's units go to whoever stands
/// first, holds and leases end. From events and public views alone; it sorts everything whenever it asks.
/// </summary>
internal sealed class NaiveCheck(Warehouse warehouse, NaiveModel model)
{
    private (SkuKey Item, List<Line> Queue)? asked;
    private AmendOrder? amendment;
    private bool isPackedInWhole;
    private LaneId beforeLane;

    /// <summary>How many receipts' gifts were worked out and found the same.</summary>
    public int Gifts { get; private set; }

    /// <summary>Looks, before a receipt, at who could take its units and in which order.</summary>
    public void Before(Command command, Instant now)
    {
        asked = null;
        amendment = command as AmendOrder;
        beforeLane = amendment is not null && model.Orders.TryGetValue(amendment.Order, out OrderTerms? terms) ? terms.Lane : default;
        isPackedInWhole = amendment is not null && model.Lines.Values.Where(l => l.Key.Order == amendment.Order).All(l => l.Units[(int)At.Open..(int)At.Packed].All(u => u == 0));
        if (command is Receive { Gtin: null } c && warehouse.GetItem(c.Item) is { HasLots: false } &&
            warehouse.PolicyOf(c.Item.Owner).DistributionOf(c.Item.Sku) == DistributionMode.Sequential)
        {
            asked = (c.Item, [.. Queue(c.Item, now)]);
        }
    }

    /// <summary>Takes in what a turn did, and says what is wrong with it; looks at everything when <paramref name="all"/> is set, else at what was touched.</summary>
    public List<string> After(IReadOnlyList<Event> events, Instant now, bool all)
    {
        List<string> wrong = [];
        model.Touched.Lines.Clear();
        model.Touched.Items.Clear();
        CheckGifts(events, now, wrong);
        try
        {
            events.ToList().ForEach(change => model.Fold(change, now));
        }
        catch (KeyNotFoundException e)
        {
            return [.. wrong, $"an event does not fit what came before: {e.Message}"];
        }

        CheckAmendment(events, wrong);
        CheckRefunds(events, wrong);
        events.OfType<ReceiptReversed>().ToList().ForEach(e => CheckReversal(e, events, wrong));
        (all ? model.Lines.Keys : model.Touched.Lines.Where(model.Lines.ContainsKey)).ToList().ForEach(line => CheckLine(model.Lines[line], now, wrong));
        (all ? model.Stocks.Keys : (IEnumerable<SkuKey>)model.Touched.Items).ToList().ForEach(item => CheckStock(item, now, wrong));
        foreach ((TaskId task, Job job) in all ? model.Jobs.ToArray() : [])
        {
            bool leased = warehouse.GetTask(task) is { Station.Value.Length: > 0 } view && (view.LeaseExpiresAt != job.LeaseEnds || view.LeaseExpiresAt <= now);
            Wrong(leased && warehouse.NextDue > now, $"task {task}: a lease that does not end at {job.LeaseEnds}", wrong);
        }

        model.Touched.Lines.Where(k => model.Lines.TryGetValue(k, out Line? l) && l.Units[..(int)At.Shipped].All(u => u == 0)).ToList().ForEach(k => model.Lines.Remove(k));
        return wrong;
    }

    private static void Wrong(bool isWrong, string what, List<string> wrong) => wrong.AddRange(isWrong ? [what] : []);

    private void CheckGifts(IReadOnlyList<Event> events, Instant now, List<string> wrong)
    {
        if (asked is not var (item, queue) || events.OfType<ReceiptRecorded>().FirstOrDefault() is not { Quality: Quality.Usable } receipt)
        {
            return;
        }

        long free = model.Of(item).On(At.Free) + receipt.Quantity.Units - events.OfType<OverageHeld>().Sum(e => e.Quantity.Units);
        List<(LineKey Line, long Units)> expected = [];
        bool whole = true;
        foreach (Line line in queue.Where(l => MayTake(l, now)))
        {
            if (free == 0)
            {
                break;
            }

            if (model.Orders[line.Key.Order].ShipMode != ShipMode.ShipAvailable || queue.Count(l => l.Key.Order == line.Key.Order) > 1)
            {
                whole = false; // from here on it hangs on what is planned, or on itself
                break;
            }

            long take = Take(line, free);
            free -= take;
            expected.AddRange(take > 0 ? [(line.Key, take)] : []);
        }

        (LineKey, long)[] given =
        [
            .. events.TakeWhile(e => e is not (AllocationTakenBack or HoldEnded)).OfType<UnitsAllocated>().Where(e => e.Item == item && e.Source != Source.Hold)
                .GroupBy(e => e.Line).Select(g => (g.Key, g.Sum(e => e.Quantity.Units))),
        ];
        Wrong(
            !given.Take(whole ? int.MaxValue : expected.Count).SequenceEqual(expected),
            $"{item}: {receipt.Quantity} should go to {string.Join(' ', expected)} and went to {string.Join(' ', given)}", wrong);
        Gifts += expected.Count;
    }

    /// <summary>An amended quantity is what the line and its increments come to.</summary>
    private void CheckAmendment(IReadOnlyList<Event> events, List<string> wrong)
    {
        Wrong(
            events.OfType<OrderAmended>().Any() && isPackedInWhole && amendment?.Lane is { } lane && lane != beforeLane, $"order {amendment?.Order}: its lane was changed, though all of it is packed", wrong);
        foreach (LineChange change in events.Count > 0 && amendment is { } c ? c.Lines : [])
        {
            LineKey line = new(amendment!.Order, change.LineNo);
            long wanted = warehouse.GetOrder(line.Order)!.Lines.Where(l => model.Whole(l.Line) == line).Sum(l => l.Ordered.Units - l.Cancelled.Units);
            Wrong(wanted != change.Quantity, $"line {line}: amended to {change.Quantity}, and {wanted} are wanted", wrong);
        }
    }

    /// <summary>No more is refunded than was shipped, and no less; what was told for a return that is taken back is withdrawn, all of it.</summary>
    private void CheckRefunds(IReadOnlyList<Event> events, List<string> wrong)
    {
        (long Shipped, long Refunded) Of(OrderKey order, SkuKey item) => model.Returns.GetValueOrDefault((order, item));
        events.OfType<ReturnRefundDue>().Where(e => Of(e.Order, e.Item) is var (shipped, refunded) && refunded > shipped).ToList()
            .ForEach(e => wrong.Add($"order {e.Order}: more of {e.Item} was refunded than it shipped"));
        events.OfType<ReturnBeyondShipped>().Where(e => Of(e.Order, e.Item) is var (shipped, refunded) && refunded < shipped).ToList()
            .ForEach(e => wrong.Add($"order {e.Order}: {e.Quantity} of {e.Item} were not refunded, though it shipped more than was"));
        foreach (IGrouping<LineKey, LineCancelled> given in events.OfType<LineCancelled>().Where(e => e.Reason != ReasonCode.Substituted && !model.Orders[e.Line.Order].PaymentRequired).GroupBy(e => e.Line))
        {
            long told = events.OfType<RefundDue>().Where(e => e.Line == given.Key && e.IsPaymentUnknown).Sum(e => e.Quantity.Units);
            Wrong(told != given.Sum(e => e.Quantity.Units), $"line {given.Key}: {given.Sum(e => e.Quantity.Units)} were given up, and of {told} it was said that their payment is not known", wrong);
        }

        events.OfType<ReceiptReversed>().Where(e => model.Refunds.ContainsKey(e.Receipt)).ToList()
            .ForEach(e => wrong.Add($"{e.Receipt}: its refund stands, though it was reversed"));
        events.OfType<ReturnRefundWithdrawn>().Where(e => Of(e.Order, e.Item).Refunded < 0).ToList().ForEach(e => wrong.Add($"{e.Receipt}: more was withdrawn than was refunded"));
    }

    /// <summary>Tasks for as many units as were reversed name the receipt no more, but for as many as were taken from hands, holds or what lay aside.</summary>
    private void CheckReversal(ReceiptReversed reversed, IReadOnlyList<Event> events, List<string> wrong)
    {
        bool IsIts(Job job) => job is { InHand: false, Line: not null } && job.Receipt == reversed.Receipt;
        long left = model.Jobs.Values.Where(IsIts).Sum(j => j.Units);
        long taken = events.OfType<AllocationTakenBack>().Where(e => IsIts(model.Jobs[e.Task])).Sum(e => e.Quantity.Units);
        long elsewhere = events.Sum(e => e is PickedUnitsTakenBack p ? p.Quantity.Units : e is HoldEnded h ? h.Quantity.Units : e is QualityChanged q ? q.Quantity.Units : 0);
        Wrong(taken + elsewhere < Math.Min(left + taken, reversed.Quantity.Units), $"{reversed.Receipt}: {left} of its units are still to be picked, though it was reversed", wrong);
    }

    private void CheckLine(Line l, Instant now, List<string> wrong)
    {
        LineView v = warehouse.GetLine(l.Key)!;
        long[] mine = l.Units[(int)At.Open..];
        long[] shown = [v.Open.Units, v.Held.Units, v.Allocated.Units, v.Picked.Units, v.Packed.Units, v.Shipped.Units, v.Cancelled.Units];
        Wrong(!mine.SequenceEqual(shown), $"line {l.Key}: {string.Join(' ', mine)}, shown {string.Join(' ', shown)}", wrong);
        Wrong(mine.Sum() != v.Ordered.Units || mine.Min() < 0, $"line {l.Key}: {string.Join(' ', mine)} of {v.Ordered}", wrong);
        Wrong(l.On(At.Held) > 0 && l.HoldEnds <= now && warehouse.NextDue > now, $"line {l.Key}: a hold that should have ended at {l.HoldEnds}", wrong);
    }

    private void CheckStock(SkuKey item, Instant now, List<string> wrong)
    {
        (Stock s, StockView v, Line[] all) = (model.Stocks[item], warehouse.GetStock(item)!, [.. model.Lines.Values.Where(l => l.Item == item)]);
        long[] mine = [.. s.Units[(int)At.Free..(int)At.Open], .. s.Units[(int)At.Held..(int)At.Cancelled]];
        long[] shown =
            [v.OnHand + v.Usable, v.QcHold, v.Damaged, v.Suspect, v.PutBack, v.Reversed, v.Overage, v.Held, v.Allocated, v.Picked, v.Packed, v.Shipped];
        Wrong(!mine.SequenceEqual(shown) || (s.Received, s.Adjusted) != (v.Received, v.Adjusted), $"{item}: {string.Join(' ', mine)}, shown {v}", wrong);
        Wrong(mine.Sum() != s.Received + s.Adjusted || mine.Min() < 0, $"{item}: {string.Join(' ', mine)} are not {s.Received} and {s.Adjusted}", wrong);
        Wrong(v.Usable != 0, $"{item}: {v.Usable} left at the dock", wrong);
        foreach (At at in (At[])[At.Held, At.Allocated, At.Picked, At.Packed])
        {
            Wrong(all.Sum(l => l.On(at)) != s.Units[(int)at], $"{item}: {s.Units[(int)at]} {at} are not those of its lines", wrong);
        }

        if (mine[0] > 0 && warehouse.NextDue > now && !warehouse.GetItem(item)!.HasLots)
        {
            Line? idle = all.FirstOrDefault(l => l.On(At.Open) > 0 && MayTake(l, now)
                && (model.Orders[l.Key.Order].ShipMode == ShipMode.OrderComplete ? IsThere(l.Key.Order, now) : Take(l, mine[0]) > 0));
            Wrong(idle is not null, $"{item}: {mine[0]} lie idle, and {idle?.Key} could take some", wrong);
        }
    }

    /// <summary>All waiting lines of an item, sorted by the ordering keys.</summary>
    private IEnumerable<Line> Queue(SkuKey item, Instant now) =>
        model.Lines.Values.Where(l => l.Item == item && l.On(At.Open) > 0).OrderBy(l => NaiveRank.Of(l, model, warehouse, now));

    private bool MayTake(Line l, Instant now) =>
        model.Orders[l.Key.Order] is var t && t.NotBefore <= now && t.CancelBy > now && warehouse.GetItem(l.Item)!.ReleaseAt <= now
        && model.Lanes.GetValueOrDefault(t.Lane, LaneState.Open) == LaneState.Open
        && warehouse.GetOrder(l.Key.Order) is { Hold: null, Payment: not PaymentStatus.Declined };

    private long Take(Line l, long free)
    {
        long take = Math.Min(l.On(At.Open), free);
        take = take == l.On(At.Open) ? take : take / l.Accepted.UnitSize * l.Accepted.UnitSize;
        bool only = model.Orders[l.Key.Order].ShipMode == ShipMode.LineComplete || (l.Accepted.MaxSplits > 0 && l.Splits + 1 >= l.Accepted.MaxSplits);
        return (only && take < l.On(At.Open)) || take < Math.Min(l.Accepted.MinPartial.Units, l.On(At.Open)) ? 0 : take;
    }

    /// <summary>Whether everything that an order waits for lies free, and is not promised to others who wait for their time.</summary>
    private bool IsThere(OrderKey order, Instant now) => model.Lines.Values.Where(l => l.Key.Order == order && l.On(At.Open) > 0).GroupBy(l => l.Item)
        .All(g => warehouse.GetItem(g.Key) is { HasLots: false } && g.Sum(l => l.On(At.Open)) + Promised(g.Key, order, now) <= model.Of(g.Key).On(At.Free) && warehouse.GetItem(g.Key)!.ReleaseAt <= now);

    private long Promised(SkuKey item, OrderKey besides, Instant now) => model.Lines.Values.Where(l => l.Item == item && l.On(At.Open) > 0 && l.Key.Order != besides)
        .Where(l => warehouse.Explain(l.Key, now) is { Skip: SkipReason.NotBefore or SkipReason.TakesLater } x && x.Planned != Instant.Never).Sum(l => l.On(At.Open));
}
