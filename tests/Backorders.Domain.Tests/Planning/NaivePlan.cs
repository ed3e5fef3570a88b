using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;
using Line = Backorders.Domain.Tests.NaiveModel.Line;

namespace Backorders.Domain.Tests.Planning;

/// <summary>
/// Who gets which truck, worked out from nothing each time it is asked: from public views, and from what <see cref="NaiveModel"/> keeps of the events. Each
/// decision plays all arrivals against the whole queue. Slow, and short enough to be believed by reading it.
/// </summary>
internal sealed class NaivePlan(Warehouse warehouse, NaiveModel model, OwnerId owner)
{
    private readonly HashSet<LineKey> covered = [];
    private readonly Dictionary<OrderKey, Instant> blocked = [];
    private readonly Dictionary<LineKey, Instant> holdEnds = [];
    private readonly Dictionary<LineKey, Instant> coverFrom = [];
    private Dictionary<Sku, List<Waiting>> queues = [];
    private IReadOnlyList<ShipmentView> shipments = [];

    /// <summary>No time keeps it from taking units.</summary>
    private static Instant Always => new(long.MinValue);

    private Instant now;
    private long leastLeft;

    /// <summary>Whether an order may hold nothing for a time: the plan changes when that ends, and nobody can say it before.</summary>
    public bool IsAnyPaused(Instant at) => blocked.Values.Any(until => until > at);

    /// <summary>
    /// Whether a line waits which will take back then what somebody of a lower class may hold: one whose time is still to come, or one that has become of a higher class
    /// than whoever holds units, by a policy. No plan foresees that: it lets each unit go to one line.
    /// </summary>
    public bool MayBeOutranked => queues.Values.Any(q => q.Exists(w => !w.IsOut && (HeldBelow(w) > 0 || (w.Terms.NotBefore > now && q.Exists(o => o.Unit is not null && w.Rank.CompareClass(o.Rank) < 0)))));

    /// <summary>
    /// Whether something is kept for somebody for whom the plan has no date. He keeps it until what is announced is no longer enough for him, and then the plan changes.
    /// </summary>
    public bool IsAnyKeptWithoutDate { get; private set; }

    /// <summary>What views do not show: which orders are covered, when their holds end, and which may hold nothing for a time after that.</summary>
    public void Fold(Event change, Instant at)
    {
        holdEnds.Keys.Where(l => !model.Lines.TryGetValue(l, out Line? line) || line.On(NaiveModel.At.Held) == 0).ToList().ForEach(l => holdEnds.Remove(l));
        if (change is UnitsHeld held)
        {
            holdEnds[held.Line] = holdEnds.TryGetValue(held.Line, out Instant first) && first < held.ExpiresAt ? first : held.ExpiresAt;
        }

        if (change is CoverChanged flag)
        {
            LineKey[] lines = [.. warehouse.GetOrder(flag.Order)!.Lines.Select(l => l.Line).Where(l => flag.LineNo == 0 || flag.LineNo == l.LineNo)];
            Array.ForEach(lines, l => _ = flag.IsCovered ? covered.Add(l) : covered.Remove(l));
            Array.ForEach(lines, l => coverFrom[l] = flag.From);
        }
        else if (change is OrderAmended { Terms.ShipMode: ShipMode.ShipAvailable } amended)
        {
            covered.RemoveWhere(l => l.Order == amended.Order);
        }
        else if (change is OrderAmended { Terms.ShipMode: ShipMode.OrderComplete } whole && covered.Any(l => l.Order == whole.Order))
        {
            LineKey[] lines = [.. warehouse.GetOrder(whole.Order)!.Lines.Select(l => l.Line)];
            Instant from = coverFrom[lines.First(covered.Contains)]; // lines that were covered one by one are covered as the first of them was, until something else is told
            Array.ForEach(lines, l => coverFrom[l] = from);
            covered.UnionWith(lines);
        }
        else if (change is HoldEnded { Reason: ReasonCode.TimedOut or ReasonCode.Supplier } e)
        {
            blocked[e.Line.Order] = at + (e.Reason == ReasonCode.TimedOut ? TimeSpan.FromHours(warehouse.PolicyOf(owner).HoldHours) : Limits.HoldPause);
        }
    }

    /// <summary>The plan for every waiting line. Orders in <paramref name="lost"/> have just lost their cover, and do not regain it in one turn.</summary>
    public IReadOnlyDictionary<LineKey, Planned> Make(Instant at, IReadOnlySet<LineKey> lost)
    {
        now = at;
        shipments = warehouse.ListShipments(owner, openOnly: true, 0, int.MaxValue);
        queues = warehouse.ListBackorders(owner, null, 0, int.MaxValue, now).Select(Look).GroupBy(w => w.Item.Sku).ToDictionary(g => g.Key, g => g.ToList());
        List<Waiting> all = [.. queues.Values.SelectMany(q => q)];
        Dictionary<LineKey, Instant> decided = []; // from when on it takes any; never when it is not covered
        foreach (IGrouping<LineKey, Waiting> unit in all.Where(w => w.Unit is not null).GroupBy(w => w.Unit!.Value).OrderBy(g => g.Min(w => w.Rank)))
        {
            decided[unit.Key] = lost.Contains(unit.Key) ? Instant.Never : CoveredFrom([.. unit], decided);
        }

        foreach (IGrouping<LineKey, Waiting> unit in all.Where(w => w.Unit is { } u && decided[u] > now && !lost.Contains(u)).GroupBy(w => w.Unit!.Value).OrderBy(g => g.Min(w => w.Rank)))
        {
            decided[unit.Key] = IsLeftOver([.. unit], decided) ? Always : decided[unit.Key];
        }

        Dictionary<LineKey, Step> filled = [];
        foreach (Sku sku in queues.Keys)
        {
            Play(sku, w => w.NamesLot ? Instant.Never : w.Unit is { } unit ? decided[unit] : Always).ToList().ForEach(d => filled.Add(d.Key, d.Value));
        }

        foreach (IGrouping<LineKey, Waiting> order in all.Where(w => w.Unit is { LineNo: 0 }).GroupBy(w => w.Unit!.Value))
        {
            TogetherOrNever([.. order.Select(w => w.Key)], filled); // its parcels leave together
        }

        IsAnyKeptWithoutDate = all.Exists(w => w.Unit is { } unit && decided[unit] != Instant.Never && !w.IsOut && !filled.ContainsKey(w.Key));
        return all.ToDictionary(w => w.Key, w => filled.TryGetValue(w.Key, out Step? step)
            ? new Planned(DateOf(step), step.Asn, IsShownCovered(w, decided), FromOf(w, decided))
            : new Planned(Instant.Never, null, IsShownCovered(w, decided), FromOf(w, decided)));
    }

    /// <summary>Who takes nothing for a time keeps its cover for what it holds.</summary>
    private bool IsShownCovered(Waiting w, Dictionary<LineKey, Instant> decided) =>
        w.Unit is { } unit && decided[unit] != Instant.Never && (!w.IsOut || model.Lines[w.Key].On(NaiveModel.At.Held) > 0);

    private Instant FromOf(Waiting w, Dictionary<LineKey, Instant> decided) => IsShownCovered(w, decided) && decided[w.Unit!.Value] > now ? decided[w.Unit.Value] : default;

    /// <summary>The time before which a covered line takes nothing, as was told last; the default when none.</summary>
    public Instant ToldFrom(LineKey line)
    {
        bool isWhole = warehouse.GetOrder(line.Order)!.Terms.ShipMode == ShipMode.OrderComplete; // a line that was added to it is covered as the others are
        Instant from = coverFrom.Where(c => covered.Contains(c.Key) && (isWhole ? c.Key.Order == line.Order : c.Key == line)).Select(c => c.Value).FirstOrDefault();
        return from > now ? from : default;
    }

    /// <summary>Some time after it comes. The rest of a shipment that has begun to arrive may come until it is waited for no longer.</summary>
    private Instant DateOf(Step step) => Later(step.At + TimeSpan.FromHours(warehouse.PolicyOf(owner).PromiseAllowanceHours), step.Latest);

    /// <summary>
    /// From when on what must be complete together takes units so that all is there by its deadline, and the first is held until the last comes; never when there is no
    /// such time. What stands before it takes at most what it takes in this play.
    /// </summary>
    private Instant CoveredFrom(List<Waiting> own, Dictionary<LineKey, Instant> decided)
    {
        LineKey unit = own[0].Unit!.Value;
        LineKey[] standing = [.. covered.Where(l => unit.LineNo == 0 ? l.Order == unit.Order : l == unit)]; // a line that was added to a covered order is covered with it
        bool stands = standing.Length > 0;
        if (own.Exists(w => w.IsOut || warehouse.GetItem(w.Item)!.HasLots))
        {
            return stands ? coverFrom.GetValueOrDefault(standing[0]) : Instant.Never; // out, it is not looked at; and what lots are fit nobody outside can say
        }

        Policy policy = warehouse.PolicyOf(owner);
        TimeSpan allowance = TimeSpan.FromHours(policy.PromiseAllowanceHours);
        Instant today = NaiveRank.Today(now);
        Instant[] ends = [.. holdEnds.Where(h => h.Key.Order == unit.Order && (unit.LineNo == 0 || h.Key == unit)).Select(h => h.Value)];
        (bool holds, Instant heldUntil) = (ends.Length > 0, ends.Append(Instant.Never).Min());
        bool isPaused = blocked.GetValueOrDefault(unit.Order, new Instant(long.MinValue)) > now;
        Instant deadline = own[0].Terms.ShipBy < own[0].Terms.CancelBy ? own[0].Terms.ShipBy : own[0].Terms.CancelBy;
        Instant From(Waiting w, Instant ours) => w.Unit == unit ? ours : w.NamesLot ? Instant.Never : w.Unit is { } other ? decided.GetValueOrDefault(other, Always) : Always;
        (Instant Begins, Instant Ends)? Expected(Waiting w, Instant from)
        {
            bool all = from > now || w.Terms.NotBefore > now || IsSpread(w.Item.Sku); // those behind it take what comes before its time, and they share what is spread
            Dictionary<LineKey, Step> begun = [];
            Step? step = Play(w.Item.Sku, o => all || o.Rank.CompareTo(w.Rank) <= 0 ? From(o, from) : Instant.Never, begun, from > now ? 0 : Lower(w)).GetValueOrDefault(w.Key);
            bool isReleased = warehouse.GetItem(w.Item)!.ReleaseAt <= now;
            if (step is { IsStock: true } && isReleased)
            {
                return (today, today); // it is there
            }

            return step is not null && step.At <= deadline && !isPaused && !w.NamesLot ? (begun[w.Key].IsStock && isReleased ? today : Later(begun[w.Key].At, today), DateOf(step)) : null;
        }

        bool IsSustained(Waiting w)
        {
            long higher = queues[w.Item.Sku].Where(o => !o.IsOut && From(o, Always) != Instant.Never && o.Unit != unit && o.Rank.CompareClass(w.Rank) < 0).Sum(o => o.Open);
            long ours = own.Where(o => o.Item == w.Item && o.Rank.CompareTo(w.Rank) <= 0).Sum(o => o.Open);
            return higher + ours <= Free(w.Item) + Lower(w) + Shipments(w.Item.Sku).Where(s => s.Shipment.Eta <= deadline && s.Shipment.Eta + allowance <= heldUntil).Sum(s => s.Remaining);
        }

        TimeSpan hold = TimeSpan.FromHours(policy.HoldHours); // what comes first is not held for longer
        Instant from = Always;
        while (own.ConvertAll(w => Expected(w, from)) is var parts && parts.TrueForAll(p => p is not null))
        {
            Instant last = parts.Max(p => p!.Value.Ends);
            if (last <= (holds ? heldUntil : parts.Min(p => p!.Value.Begins) + hold))
            {
                return from;
            }

            Instant later = NaiveRank.NextDay(last - hold);
            if (holds || later <= from || later > last - allowance)
            {
                break;
            }

            from = later; // what comes before is left to others
        }

        return holds && stands && own.TrueForAll(IsSustained) ? Always : Instant.Never;
    }

    /// <summary>Whether all that it wants lies free, and nobody who was decided to take it does so, now or with any truck.</summary>
    private bool IsLeftOver(List<Waiting> own, Dictionary<LineKey, Instant> decided) =>
        own.TrueForAll(w => !w.IsOut && w.Terms.NotBefore <= now && warehouse.GetItem(w.Item) is { HasLots: false } item && item.ReleaseAt <= now) && own.GroupBy(w => w.Item).All(g =>
        {
            Play(g.Key.Sku, o => o.NamesLot || o.Unit == own[0].Unit ? Instant.Never : o.Unit is { } other ? decided[other] : Always);
            return g.Sum(w => w.Open) <= leastLeft;
        });

    /// <summary>Lets the arrivals come one by one, each shared out from the front to the back; tells the step that gives each line its last open unit, and its first.</summary>
    private Dictionary<LineKey, Step> Play(Sku sku, Func<Waiting, Instant> from, Dictionary<LineKey, Step>? begun = null, long more = 0)
    {
        Dictionary<LineKey, Step> filled = [];
        List<Waiting> queue = [.. queues[sku].Where(w => !w.IsOut && from(w) != Instant.Never)];
        Dictionary<LineKey, Instant> begins = queue.ToDictionary(w => w.Key, w => Later(from(w), w.Terms.NotBefore));
        Dictionary<LineKey, (long Open, int Splits)> left = queue.ToDictionary(w => w.Key, w => (w.Open, w.Splits));
        List<Step> steps = [.. Steps(sku, begins.Values)];
        Instant release = warehouse.GetItem(new SkuKey(owner, sku))!.ReleaseAt;
        long pool = more;
        leastLeft = long.MaxValue;
        foreach (Step step in steps)
        {
            pool += step.Units;
            if (release > now && step.At == release && step != steps.Last(o => o.At == step.At))
            {
                continue; // what comes before the release is given away together
            }

            Instant at = Later(step.At, now); // a truck that is awaited since an hour does not come before now
            foreach (Waiting w in queue.Where(w => left[w.Key].Open > 0 && begins[w.Key] <= at && at < w.Terms.CancelBy))
            {
                (long open, int splits) = left[w.Key];
                long take = w.Unit is null ? Take(w.Line, open, splits, pool) : Math.Min(open, pool);
                pool -= take;
                _ = take > 0 && begun?.TryAdd(w.Key, step) == true;
                left[w.Key] = (open - take, splits + (take > 0 ? 1 : 0));
                if (take == open)
                {
                    filled[w.Key] = step;
                }
            }

            leastLeft = Math.Min(leastLeft, pool);
        }

        if (IsSpread(sku))
        {
            ShareOut(sku, queue, steps, filled, mayBeThere: begun is not null);
        }

        return filled;
    }

    /// <summary>Where a shortage is shared, a line is sure of its last unit only when as much has come as its whole class wants, and the classes before.</summary>
    private void ShareOut(Sku sku, List<Waiting> queue, List<Step> steps, Dictionary<LineKey, Step> filled, bool mayBeThere)
    {
        bool byTier = IsByTier(sku);
        foreach (Waiting w in queue.Where(w => filled.TryGetValue(w.Key, out Step? at) && !(mayBeThere && at.IsStock && at.At <= now)))
        {
            long wanted = queue.Where(o => (byTier ? o.Rank.CompareClass(w.Rank) : o.Rank.Pinned.CompareTo(w.Rank.Pinned)) <= 0).Sum(o => o.Open);
            int all = Enumerable.Range(0, steps.Count).FirstOrDefault(i => steps.Take(i + 1).Sum(s => s.Units) >= wanted, -1);
            _ = all < 0 ? filled.Remove(w.Key) : (filled[w.Key] = steps[Math.Max(all, steps.IndexOf(filled[w.Key]))]) is not null;
        }
    }

    private bool IsByTier(Sku sku) => warehouse.PolicyOf(owner).DistributionOf(sku) == DistributionMode.TieredFairShare;

    private bool IsSpread(Sku sku) => warehouse.PolicyOf(owner).DistributionOf(sku) != DistributionMode.Sequential && !warehouse.GetItem(new SkuKey(owner, sku))!.HasLots;

    /// <summary>What comes of an item: what is free now, each open shipment's rest, and nothing at each time at which a line may begin to take.</summary>
    private IEnumerable<Step> Steps(Sku sku, IEnumerable<Instant> begins)
    {
        Item item = warehouse.GetItem(new SkuKey(owner, sku))!;
        Step stock = new(Later(now, item.ReleaseAt), item.HasLots && item.ReleaseAt <= now ? 0 : Free(new SkuKey(owner, sku)), null, new Instant(long.MinValue), default) { IsStock = true };
        IEnumerable<Step> starts = begins.Where(at => at > stock.At).Distinct().Select(at => new Step(at, 0, null, Instant.Never, at));
        return Shipments(sku).Where(s => s.Shipment.ExpectedAt != Instant.Never)
            .Select(s => new Step(
                Later(s.Shipment.ExpectedAt, item.ReleaseAt), s.Remaining, s.Shipment.Asn.AsnNo, s.Shipment.ExpectedAt,
                item.ReleaseAt > now && s.Shipment.ExpectedAt <= item.ReleaseAt ? Shipments(sku).Where(o => o.Shipment.ExpectedAt <= item.ReleaseAt).Max(o => LatestOf(o.Shipment)) : LatestOf(s.Shipment)))
            .Concat(starts).OrderBy(s => s.At).ThenBy(s => s.Expected).ThenBy(s => s.Asn).Prepend(stock);
    }

    private static Instant LatestOf(ShipmentView s) => s.RestUntil == Instant.Never ? default : s.RestUntil;

    private IEnumerable<(ShipmentView Shipment, long Remaining)> Shipments(Sku sku) => shipments
        .Select(s => (s, s.Lines.Where(l => l.Sku == sku).Sum(l => Math.Max(0, l.Announced.Units - l.Received.Units)))).Where(s => s.Item2 > 0);

    private long Free(SkuKey item) => warehouse.GetStock(item) is { } stock ? stock.Usable + stock.OnHand : 0;

    /// <summary>Units that are held for lower classes: a higher one may take them.</summary>
    private long Lower(Waiting own) => (IsSpread(own.Item.Sku) && !IsByTier(own.Item.Sku) && own.Rank.Pinned > 0) || own.Terms.NotBefore > now || warehouse.GetItem(own.Item)!.ReleaseAt > now
        ? 0
        : HeldBelow(own);

    private long HeldBelow(Waiting own) => model.Lines.Values.Where(l => l.Item == own.Item && l.On(NaiveModel.At.Held) > 0 && l.Key.Order != own.Key.Order)
        .Where(l => own.Rank.CompareClass(NaiveRank.Of(l, model, warehouse, now)) < 0).Sum(l => l.On(NaiveModel.At.Held));

    private static Instant Later(Instant a, Instant b) => a < b ? b : a;

    /// <summary>The units that a line takes which need not wait for the rest of an order: whole sellable units, no less than its minimum, all for its last part.</summary>
    private static long Take(Line l, long open, int splits, long free)
    {
        long take = open <= free ? open : free / l.Accepted.UnitSize * l.Accepted.UnitSize;
        bool last = l.Accepted.MaxSplits > 0 && splits + 1 >= l.Accepted.MaxSplits;
        return (last && take < open) || take < Math.Min(l.Accepted.MinPartial.Units, open) ? 0 : take;
    }

    private void TogetherOrNever(List<LineKey> lines, Dictionary<LineKey, Step> filled)
    {
        bool never = lines.Exists(l => !filled.ContainsKey(l));
        Step? last = never ? null : lines.Select(l => filled[l]).MaxBy(DateOf); // of several that come last, the first line's
        lines.ForEach(l => _ = never ? filled.Remove(l) : (filled[l] = last!) is not null);
    }

    private Waiting Look(LineView v)
    {
        Line line = model.Lines[v.Line];
        OrderView order = warehouse.GetOrder(v.Line.Order)!;
        OrderTerms terms = order.Terms;
        bool isOut = order.Hold is not null || order.Payment == PaymentStatus.Declined || terms.CancelBy <= now
            || model.Lanes.GetValueOrDefault(terms.Lane, LaneState.Open) != LaneState.Open;
        LineKey? unit = terms.ShipMode switch { ShipMode.OrderComplete => new LineKey(v.Line.Order, 0), ShipMode.LineComplete => v.Line, _ => null };
        return new Waiting(line, terms, v.Open.Units, isOut, unit, NaiveRank.Of(line, model, warehouse, now));
    }

    /// <summary>What is planned for a line.</summary>
    /// <param name="Date">When it is complete.</param>
    /// <param name="On">The shipment that it hangs on.</param>
    /// <param name="IsCovered">Whether it is covered.</param>
    /// <param name="From">When it is covered: the time before which it takes nothing; the default when it takes from now on.</param>
    public sealed record Planned(Instant Date, AsnNo? On, bool IsCovered, Instant From);

    /// <summary>Units that come at a time.</summary>
    private sealed record Step(Instant At, long Units, AsnNo? Asn, Instant Expected, Instant Latest)
    {
        /// <summary>Whether they are what is free now.</summary>
        public bool IsStock { get; init; }
    }

    /// <summary>A line with open units; <paramref name="Unit"/> is what must be complete together with it, the line itself or its order.</summary>
    private sealed record Waiting(Line Line, OrderTerms Terms, long Open, bool IsOut, LineKey? Unit, NaiveRank Rank)
    {
        public LineKey Key => Line.Key;

        public SkuKey Item => Line.Item;

        public int Splits => Line.Splits;

        /// <summary>No shipment says which lot it brings.</summary>
        public bool NamesLot => Line.Accepted.Lot.Value.Length > 0;
    }
}
