using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests;

/// <summary>
/// The trade as a plain list of lines and a plain count of stock, kept from the events alone. It knows no actors, no journal and no index, and is short
/// enough to be believed by reading it. <see cref="NaiveCheck"/> compares it with what the warehouse shows.
/// </summary>
internal sealed class NaiveModel
{
    /// <summary>What was agreed for each order.</summary>
    public Dictionary<OrderKey, OrderTerms> Orders { get; } = [];

    /// <summary>Lines of which anything may still change.</summary>
    public Dictionary<LineKey, Line> Lines { get; } = [];

    /// <summary>Lines that were added by raising another one, and which one.</summary>
    public Dictionary<LineKey, int> Increments { get; } = [];

    /// <summary>What left for each order, and what was refunded of it when it came back; for as long as the order is known.</summary>
    public Dictionary<(OrderKey Order, SkuKey Item), (long Shipped, long Refunded)> Returns { get; } = [];

    /// <summary>Returns for which a refund was told and that were not taken back, and whether it counts among those of an order that was known.</summary>
    public Dictionary<ReceiptId, bool> Refunds { get; } = [];

    public Dictionary<LaneId, LaneState> Lanes { get; } = [];

    public Dictionary<SkuKey, Stock> Stocks { get; } = [];

    public Dictionary<TaskId, Job> Jobs { get; } = [];

    /// <summary>What the last turn changed.</summary>
    public (HashSet<LineKey> Lines, HashSet<SkuKey> Items) Touched { get; } = ([], []);

    public void Fold(Event change, Instant now)
    {
        switch (change)
        {
            case OrderAccepted e: Orders[e.Order] = e.Terms; e.Lines.ToList().ForEach(l => Add(e.Order, l)); break;
            case OrderAmended e: Orders[e.Order] = e.Terms; break;
            case CutoffMissed e: Orders[e.Order] = Orders[e.Order] with { ShipBy = e.Next }; break;
            case LaneStateChanged e: Lanes[e.Lane] = e.State; break;
            case LineAdded e: Add(e.Order, e.Line); Increments[new LineKey(e.Order, e.Line.LineNo)] = e.Continues; break;
            case LineSubstituted e: Add(e.Line.Order, e.By); break;
            case LineCancelled e: Move(e.Line, At.Open, At.Cancelled, e.Quantity); break;
            case ReceiptRecorded e: Of(e.Item).Received += e.Quantity.Units; Move(e.Item, At.Nowhere, Place(e.Quality), e.Quantity.Units); break;
            case ReceiptReversed e: Move(e.Item, Place(e.From), At.Reversed, e.Quantity.Units); break;
            case StockAdjusted e: Of(e.Item).Adjusted += e.Difference; Move(e.Item, At.Nowhere, At.Free, e.Difference); break;
            case QualityChanged e: Move(e.Item, Place(e.From), Place(e.To), e.Quantity.Units); break;
            case UnitsDisposed e: Move(e.Item, Place(e.From), e.Disposition == DispositionCode.Refurbish ? At.QcHold : At.Free, e.Quantity.Units); break;
            case OverageHeld e: Move(e.Item, At.Free, At.Overage, e.Quantity.Units); break;
            case OverageDecided e: Move(e.Item, At.Overage, At.Free, e.Quantity.Units); break;
            case UnitsAllocated e: Give(e, now); break;
            case UnitsHeld e: Place(e.Line); Move(e.Line, At.Open, At.Held, e.Quantity).HoldEnds = e.ExpiresAt; break;
            case HoldEnded e: Move(e.Line, At.Held, At.Open, e.Quantity); break;
            case AllocationTakenBack e:
                Line loser = Lose(e.Task, e.Line, At.Allocated, At.Free, e.Quantity, e.Requeued);
                loser.Splits -= e.Reason == ReasonCode.DockSwap && loser.GivenAt != now ? 1 : 0; // other units, but no other parcel
                break;
            case PickedUnitsTakenBack e:
                bool packed = Jobs[e.Task].Packed;
                Lose(e.Task, e.Line, packed ? At.Packed : At.Picked, e.Removed && !packed ? At.Free : At.PutBack, e.Quantity, e.Requeued);
                Jobs[e.PutBack] = new Job { Item = e.Item, Units = e.Removed ? 0 : e.Quantity.Units };
                break;
            case StrayFound e: Jobs[e.PutBack] = new Job { Item = e.Item }; break;
            case PutBackDone e: Move(Jobs[e.Task].Item, At.PutBack, At.Free, Jobs[e.Task].Units); break;
            case TaskDamaged e: Lose(e.Task, e.Line, Jobs[e.Task].Packed ? At.Packed : At.Picked, At.Damaged, e.Quantity, true); break;
            case TaskPicked e: Jobs[e.Task].InHand = true; Move(LineOf(e.Task), At.Allocated, At.Picked, new(Jobs[e.Task].Units)); break;
            case TaskShort e:
                Jobs[e.Task].InHand = true;
                Lose(e.Task, LineOf(e.Task), At.Allocated, At.Suspect, e.Missing, true);
                Move(Jobs[e.Task].Item, At.Free, At.Suspect, e.Doubted.Units);
                Move(LineOf(e.Task), At.Allocated, At.Picked, e.Picked);
                Jobs[e.Count] = new Job { Item = Jobs[e.Task].Item };
                break;
            case CountDone e:
                Move(Jobs[e.Task].Item, At.Suspect, At.Free, e.Found.Units);
                Move(Jobs[e.Task].Item, At.Suspect, At.Nowhere, e.Lost.Units);
                Of(Jobs[e.Task].Item).Adjusted -= e.Lost.Units;
                break;
            case TasksPacked e: e.Tasks.ToList().ForEach(t => { Move(LineOf(t), At.Picked, At.Packed, new(Jobs[t].Units)); Jobs[t].Packed = true; }); break;
            case TasksShipped e: e.Tasks.ToList().ForEach(t => { Move(LineOf(t), At.Packed, At.Shipped, new(Jobs[t].Units)); Return((LineOf(t).Order, Jobs[t].Item), Jobs[t].Units, 0); }); break;
            case ReturnRefundDue e:
                Refunds[e.Receipt] = Orders.ContainsKey(e.Order);
                Return((e.Order, e.Item), 0, e.Quantity.Units);
                break;
            case ReturnRefundWithdrawn e:
                Return((e.Order, e.Item), 0, Refunds.Remove(e.Receipt, out bool counts) && counts ? -e.Quantity.Units : 0);
                break;
            case OrdersForgotten e: e.Orders.ToList().ForEach(o => Orders.Remove(o)); break;
            case PromiseGiven e: Place(e.Line); break;
            case LinePlaced e: Place(e.Line); break;
            case LineUrgent e: Lines[e.Line].Urgent |= e.Because; break;
            case DelayConsentEnded e when e.Answer != DelayAnswer.Overtaken && Lines.TryGetValue(e.Line, out Line? asked): asked.Urgent &= ~UrgentReasons.Consent; break;
            case TasksLeased e: e.Leases.ToList().ForEach(l => Lease(l.Task, e.Station, e.ExpiresAt)); break;
            case LeasesRenewed e: Jobs.Where(j => j.Value.Station == e.Station).ToList().ForEach(j => j.Value.LeaseEnds = e.ExpiresAt); break;
            default: break; // it moves no units
        }
    }

    /// <summary>The first promise, hold or allocation of a line gives it its place in its queue, for good.</summary>
    private void Place(LineKey line) => Lines[line].Place = Lines[line].Place > 0 ? Lines[line].Place : ++Of(Lines[line].Item).Places;

    private void Give(UnitsAllocated e, Instant now)
    {
        Place(e.Line);
        Line line = Move(e.Line, e.Source == Source.Hold ? At.Held : At.Open, At.Allocated, e.Quantity);
        line.Splits += line.GivenAt == now ? 0 : 1;
        line.GivenAt = now;
        Jobs[e.Task] = new Job { Item = e.Item, Line = e.Line, Units = e.Quantity.Units, Receipt = e.Receipt };
    }

    private Line Lose(TaskId task, LineKey line, At from, At stock, Quantity units, bool requeued)
    {
        Jobs[task].Units -= units.Units;
        Line loser = Move(line, from, At.Open, units);
        loser.Requeued |= requeued;
        Move(loser.Item, At.Free, stock, units.Units);
        return loser;
    }

    private void Lease(TaskId task, StationId station, Instant ends)
    {
        Job job = Jobs.TryGetValue(task, out Job? known) ? known : Jobs[task] = new Job();
        (job.Station, job.LeaseEnds) = (station, ends);
    }

    private LineKey LineOf(TaskId task) => Jobs[task].Line ?? throw new KeyNotFoundException($"Task {task} serves no line.");

    private void Add(OrderKey order, AcceptedLine accepted)
    {
        Line line = Lines[new LineKey(order, accepted.LineNo)] = new Line(new LineKey(order, accepted.LineNo), new SkuKey(order.Owner, accepted.Sku), accepted);
        line.Units[(int)At.Open] = accepted.Quantity.Units;
        line.Urgent = Lines.Values.Any(l => l.Key.Order == order && l.Urgent.HasFlag(UrgentReasons.Penalty)) ? UrgentReasons.Penalty : UrgentReasons.None;
        Touched.Lines.Add(line.Key);
    }

    private Line Move(LineKey key, At from, At to, Quantity units)
    {
        Line line = Lines[key];
        line.Units[(int)from] -= units.Units;
        line.Units[(int)to] += units.Units;
        line.Requeued &= line.On(At.Open) > 0;
        if (line.On(At.Open) + line.On(At.Held) + line.On(At.Allocated) + line.On(At.Picked) + line.On(At.Packed) == 0) // what is damaged when it was packed waits again, and is no less urgent
        {
            line.Urgent = UrgentReasons.None;
        }

        Touched.Lines.Add(key);
        Move(line.Item, from == At.Open ? At.Free : from, to is At.Open or At.Cancelled ? At.Free : to, units.Units);
        return line;
    }

    private void Move(SkuKey item, At from, At to, long units)
    {
        Of(item).Units[(int)from] -= units;
        Of(item).Units[(int)to] += units;
        Touched.Items.Add(item);
    }

    public Stock Of(SkuKey item) => Stocks.TryGetValue(item, out Stock? known) ? known : Stocks[item] = new Stock();

    private void Return((OrderKey, SkuKey) of, long shipped, long refunded) =>
        Returns[of] = !Orders.ContainsKey(of.Item1) ? default : Returns.GetValueOrDefault(of) is var known ? (known.Shipped + shipped, known.Refunded + refunded) : default;

    /// <summary>The line whose total a line belongs to: itself, or the one that was raised.</summary>
    public LineKey Whole(LineKey line) => Increments.TryGetValue(line, out int continues) ? Whole(new LineKey(line.Order, continues)) : line;

    private static At Place(Quality quality) => quality switch { Quality.QcHold => At.QcHold, Quality.Damaged => At.Damaged, _ => At.Free };

    /// <summary>Where a unit of an item, or of a line, may be. From <see cref="Open"/> on: of a line.</summary>
    public enum At { Nowhere, Free, QcHold, Damaged, Suspect, PutBack, Reversed, Overage, Open, Held, Allocated, Picked, Packed, Shipped, Cancelled }

    public sealed class Stock
    {
        public readonly long[] Units = new long[(int)At.Cancelled + 1];
        public long Received, Adjusted;

        /// <summary>How many lines have got a place in the queue.</summary>
        public int Places;

        public long On(At at) => Units[(int)at];
    }

    public sealed class Line(LineKey key, SkuKey item, AcceptedLine accepted)
    {
        public readonly long[] Units = new long[(int)At.Cancelled + 1];
        public readonly (LineKey Key, SkuKey Item, AcceptedLine Accepted) Is = (key, item, accepted);
        public Instant GivenAt = new(long.MinValue), HoldEnds;
        public bool Requeued;
        public int Splits;

        /// <summary>The ordinal of its first promise, hold or allocation in its queue; 0 when it had none.</summary>
        public int Place;

        /// <summary>Why it is urgent.</summary>
        public UrgentReasons Urgent;

        public LineKey Key => Is.Key;

        public SkuKey Item => Is.Item;

        public AcceptedLine Accepted => Is.Accepted;

        public long On(At at) => Units[(int)at];
    }

    public sealed class Job
    {
        public SkuKey Item;
        public LineKey? Line;
        public long Units;
        public bool InHand, Packed;
        public ReceiptId Receipt;
        public StationId Station;
        public Instant LeaseEnds;
    }
}
