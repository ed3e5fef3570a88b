using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Messages;
using Backorders.Domain.Values;

namespace Backorders.Domain.State;

internal sealed partial class WarehouseState
{
    /// <summary>The part of <see cref="Apply"/> for what customers are promised, asked and charged.</summary>
    private void ApplyPromising(Event change, Instant at)
    {
        switch (change)
        {
            case DelayConsentNeeded e: On(e); break;
            case DelayConsentEnded e: On(e); break;
            case LineUrgent e: On(e); break;
            case DayBegan e: On(e, at); break;
            case RefundDue e: On(e); break;
            case ReturnRefundDue e: On(e); break;
            case ReturnRefundWithdrawn e: On(e); break;
            case CompensationDue e: On(e); break;
            case SubstitutionOffered e: On(e); break;
            case SubstitutionEnded e: On(e); break;
            case LineSubstituted e: On(e); break;
            case BackInStockRequested e: On(e, at); break;
            case BackInStock e: On(e, at); break;
            case BackInStockWithdrawn e: On(e, at); break;
            case PaymentDue e: On(e); break;
            case PaymentReported e: On(e); break;
            case PaymentYielded e: On(e); break;
            case ShipmentSplit e: On(e, at); break;
            case TaskDamaged e: On(e); break;
            case OrderFellBack e: On(e); break;
            case OrderFallBackEnded e: On(e); break;
            default: throw new InvalidOperationException($"No fold for {change.GetType().Name}.");
        }
    }

    private void On(DelayConsentNeeded e)
    {
        BackorderLine line = Line(e.Line);
        LineSide side = line.Side ??= new LineSide();
        side.Asked = new AskedDelay(e.To, e.Deadline, e.SilenceConsents);
        Agenda.Set(DueKey.Of(DueKind.ConsentEnds, e.Line), e.Deadline);
        AwaitUrgency(line);
    }

    private void On(DelayConsentEnded e)
    {
        BackorderLine line = Line(e.Line);
        LineSide side = line.Side ??= new LineSide();
        side.Asked = null;
        side.Agreed = e.Agreed;
        side.Delays += e.Answer is DelayAnswer.Accepted or DelayAnswer.AcceptedBySilence ? 1 : 0;
        Agenda.Set(DueKey.Of(DueKind.ConsentEnds, e.Line), Instant.Never);
        if (e.Answer != DelayAnswer.Overtaken && line.Urgent.HasFlag(UrgentReasons.Consent))
        {
            line.Item.Queue.Reconsider(line);
            line.Urgent &= ~UrgentReasons.Consent; // only an answer ends it, not a date that got better
        }

        AwaitUrgency(line);
        WatchPromise(line);
    }

    private void On(LineUrgent e)
    {
        BackorderLine line = Line(e.Line);
        line.Item.Queue.Reconsider(line);
        line.Urgent |= e.Because;
    }

    private void On(DayBegan _, Instant at)
    {
        isDayAwaited = false;
        foreach (SkuData item in skus.Values)
        {
            Agenda.Set(DueKey.Of(DueKind.QueueAges, item.Key), item.Queue.Count > 0 ? at : Instant.Never);
        }
    }

    /// <summary>Puts the beginning of the next day on the agenda as long as anybody waits; else nothing changes with the days.</summary>
    private void AwaitDay()
    {
        if (isDayAwaited != Tally.WaitingLines > 0)
        {
            isDayAwaited = !isDayAwaited;
            Agenda.Set(DueKey.OfDay, isDayAwaited ? LocalDays.StartOf(FoldedAt, Zone, 1) : Instant.Never);
        }
    }

    /// <summary>Puts on the agenda when a penalty or consent date of a line comes near.</summary>
    private void AwaitUrgency(BackorderLine line)
    {
        TimeSpan before = TimeSpan.FromDays(PolicyOf(line.Key.Order.Owner).UrgentWithinDays);
        bool asked = line.Side?.Asked is { SilenceConsents: false } && !line.Urgent.HasFlag(UrgentReasons.Consent);
        Agenda.Set(DueKey.Of(DueKind.ConsentNear, line.Key), asked ? line.Side!.Asked!.Value.Deadline - before : Instant.Never);
    }

    private void AwaitPenalty(OrderData order)
    {
        bool waits = order.Terms.UrgentBy != Instant.Never && order.Lines.Exists(static l => !l.IsClosed && !l.Urgent.HasFlag(UrgentReasons.Penalty) && !l.Unpacked.IsZero);
        Agenda.Set(
            DueKey.Of(DueKind.PenaltyNear, order.Key),
            waits ? order.Terms.UrgentBy - TimeSpan.FromDays(PolicyOf(order.Key.Owner).UrgentWithinDays) : Instant.Never);
    }

    private void On(PromiseGiven e)
    {
        BackorderLine line = Line(e.Line);
        GivePlace(line);
        line.FirstPromise = e.Promise;
        if (line.Order.Planned is { } planned)
        {
            planned.IsUntold = false;
        }

        Tell(line, e.Promise);
        Tally.PromisesGiven++;
    }

    private void On(PromiseChanged e, Instant at)
    {
        BackorderLine line = Line(e.Line);
        LineSide side = line.Side ??= new LineSide();
        side.QuietUntil = at + TimeSpan.FromHours(PolicyOf(line.Key.Order.Owner).NoticeQuietHours);
        side.Cause = e.Cause;
        if (side.Agreed == Instant.Never)
        {
            side.Agreed = e.To; // he agreed to wait without a date: the next one given binds again
        }

        AwaitQuiet(line);
        Tell(line, e.To);
        Tally.PromisesChanged++;
    }

    private void Tell(BackorderLine line, Instant promise)
    {
        line.Promise = promise;
        line.Item.Queue.Told(line);
        WatchPromise(line);
    }

    /// <summary>A line whose customer was told something is told no better date for a time.</summary>
    private void AwaitQuiet(BackorderLine line)
    {
        line.IsQuiet = line.Side?.QuietUntil is { } until && until > FoldedAt && !line.IsClosed;
        Agenda.Set(DueKey.Of(DueKind.NoticeDue, line.Key), line.IsQuiet ? line.Side!.QuietUntil!.Value : Instant.Never);
    }

    /// <summary>The ordinal of its first promise, hold or allocation among the lines of its item.</summary>
    private static void GivePlace(BackorderLine line)
    {
        if (line.Place == 0)
        {
            line.Item.Queue.Reconsider(line);
            line.Place = ++line.Item.LastPlace;
        }
    }

    private void On(CompensationDue e)
    {
        BackorderLine line = Line(e.Line);
        (line.Side ??= new LineSide()).Broken = e.Promise;
        WatchPromise(line);
    }

    private void WatchPromise(BackorderLine line)
    {
        Policy policy = PolicyOf(line.Key.Order.Owner);
        Instant promise = line.BindingPromise(policy);
        bool watched = policy.CompensateLate && !line.IsClosed && line.Side?.Broken != promise;
        Agenda.Set(DueKey.Of(DueKind.PromiseBroken, line.Key), watched ? promise + TimeSpan.FromHours(policy.CompensationGraceHours) : Instant.Never);
    }

    private void WatchPromises()
    {
        foreach (OrderData order in orders.Values)
        {
            order.Lines.ForEach(WatchPromise);
            order.Lines.ForEach(AwaitUrgency);
            AwaitPenalty(order);
        }
    }

    /// <summary>Closes the open question and the offer of a line, and takes their deadlines off the agenda.</summary>
    private void EndPromising(BackorderLine line)
    {
        Agenda.Set(DueKey.Of(DueKind.PromiseBroken, line.Key), Instant.Never);
        Agenda.Set(DueKey.Of(DueKind.CoverBegins, line.Key), Instant.Never);
        if (line.Side is { } side)
        {
            line.IsQuiet = false;
            Agenda.Set(DueKey.Of(DueKind.NoticeDue, line.Key), Instant.Never);
            Agenda.Set(DueKey.Of(DueKind.ConsentNear, line.Key), Instant.Never);
            Agenda.Set(DueKey.Of(DueKind.ConsentEnds, line.Key), Instant.Never);
            side.Asked = null;
            side.Offered = null;
        }
    }

    private void On(SubstitutionOffered e) => (Line(e.Line).Side ??= new LineSide()).Offered = e.Substitute;

    private void On(SubstitutionEnded e) => (Line(e.Line).Side ??= new LineSide()).Offered = null;

    private void On(LineSubstituted e)
    {
        BackorderLine original = Line(e.Line);
        OrderData order = original.Order;
        ExpectOpenLine(order);
        BackorderLine line = AddLine(order, e.By, original.EnqueuedAt);
        line.Side = new LineSide { Substitutes = e.Line.LineNo };
        (original.Side ??= new LineSide()).SubstitutedBy = e.By.LineNo;
    }

    private void Release(SkuKey key, Instant releaseAt)
    {
        Agenda.Set(DueKey.Of(DueKind.ItemReleased, key), releaseAt == default ? Instant.Never : releaseAt);
        if (FindSku(key) is { } item)
        {
            item.ReleaseAt = releaseAt;
            item.Queue.ReconsiderAll();
        }
    }

    private void On(BackInStockRequested e, Instant at)
    {
        BackInStockList wishes = Sku(e.Item).Wishes ??= new BackInStockList();
        wishes.Add(e.Reference, e.Quantity);
        Agenda.Set(DueKey.Of(DueKind.BackInStockAgain, e.Item), wishes.NextUnspoken(at));
    }

    private void On(BackInStock e, Instant at)
    {
        BackInStockList wishes = Sku(e.Item).Wishes ?? throw new InvalidOperationException($"The journal tells {e.Reference} of {e.Item}, who never asked.");
        wishes.Remove(e.Reference);
        wishes.Speak(e.Quantity, at, e.SpokenForUntil);
        Agenda.Set(DueKey.Of(DueKind.BackInStockAgain, e.Item), wishes.NextUnspoken(at));
    }

    private void On(BackInStockWithdrawn e, Instant at)
    {
        BackInStockList wishes = Sku(e.Item).Wishes ?? throw new InvalidOperationException($"The journal withdraws {e.Reference} of {e.Item}, who never asked.");
        wishes.Remove(e.Reference);
        Agenda.Set(DueKey.Of(DueKind.BackInStockAgain, e.Item), wishes.NextUnspoken(at));
    }

    private void On(PaymentDue e)
    {
        PaymentStand payment = PaymentOf(e.Order);
        payment.Status = payment.Status == PaymentStatus.Declined ? payment.Status : PaymentStatus.Due;
    }

    private void On(PaymentReported e)
    {
        OrderData order = Order(e.Order);
        PaymentStand payment = PaymentOf(e.Order);
        foreach (WorkTask task in order.Tasks)
        {
            Board.Withdraw(task);
            task.IsPaid |= e.Status == PaymentStatus.Captured && task.State == TaskState.Packed;
        }

        payment.Status = e.Status;
        payment.Until = e.Until;
        payment.Yielded = false;
        CountPaid(order);
        foreach (WorkTask task in order.Tasks)
        {
            Board.Offer(task);
        }

        ReconsiderOpenLines(order);
        AwaitPayment(order);
    }

    private void AwaitPayment(OrderData order)
    {
        PaymentStand? payment = order.IsClosed ? null : order.Payment;
        Agenda.Set(
            DueKey.Of(DueKind.AuthorisationEnds, order.Key), payment is not null && payment.Status != PaymentStatus.Declined ? payment.Until : Instant.Never);
        Agenda.Set(DueKey.Of(DueKind.PaymentParkEnds, order.Key), payment is { Status: PaymentStatus.Declined, Yielded: false } ? payment.Until : Instant.Never);
    }

    private void On(PaymentYielded e)
    {
        PaymentOf(e.Order).Yielded = true;
        AwaitPayment(Order(e.Order));
    }

    private PaymentStand PaymentOf(OrderKey order) =>
        Order(order).Payment ?? throw new InvalidOperationException($"The journal has {order} paid, which is not paid when packed.");

    private void On(ShipmentSplit e, Instant at)
    {
        InboundData whole = inbounds[e.Asn];
        foreach (AnnouncedLine line in e.Lines)
        {
            ExpectedSupply supply = whole.Find(line.Sku) ?? throw new InvalidOperationException($"The journal splits {line.Sku} off {e.Asn}, which brings none.");
            supply.Announced -= line.Quantity;
            supply.Item.PlanAgain();
        }

        if (whole.IsOverdue && whole.Lines.TrueForAll(l => l.Remaining.IsZero))
        {
            whole.IsOverdue = false; // nothing of it is missing
            MoveAmongShipments(whole, whole.Eta);
        }


        WatchShipment(whole);

        On(new ShipmentAnnounced(e.Part, e.Supplier, e.Eta, e.Door, e.Lines), at);
    }

    private void On(OrderFellBack e)
    {
        Order(e.Order).FellBackUntil = e.Until;
        Agenda.Set(DueKey.Of(DueKind.FallBackEnds, e.Order), e.Until);
    }

    private void On(OrderFallBackEnded e)
    {
        Order(e.Order).FellBackUntil = Instant.Never;
        Agenda.Set(DueKey.Of(DueKind.FallBackEnds, e.Order), Instant.Never);
    }

    private void On(TaskDamaged e)
    {
        WorkTask task = Task(e.Task);
        BackorderLine line = LineOf(task);
        LetGo(task, e.Quantity);
        Board.Withdraw(task);
        bool packed = task.State == TaskState.Packed;
        StockOf(task).Spoil(e.Quantity, packed);
        SetAside(task.Item, task.Origin, Quality.Damaged, e.Quantity, task.Lot);
        if (packed)
        {
            line.Packed -= e.Quantity;
        }
        else
        {
            line.Picked -= e.Quantity;
        }

        if (task.Source != Source.Storage)
        {
            CountShare(line, task.Origin, -e.Quantity.Units);
            Tally.CrossDocked -= e.Quantity.Units;
        }

        Reopen(line, e.Quantity, requeued: true);
        Shrink(task, e.Quantity);
    }

    /// <summary>Puts on the agenda what a snapshot's order and its lines wait for.</summary>
    private void AwaitDates(OrderData order)
    {
        Agenda.Set(DueKey.Of(DueKind.CancelBy, order.Key), order.IsClosed ? Instant.Never : order.Terms.CancelBy);
        Agenda.Set(DueKey.Of(DueKind.FallBackEnds, order.Key), order.FellBackUntil);
        AwaitPayment(order);
        foreach (BackorderLine line in order.Lines)
        {
            Agenda.Set(DueKey.Of(DueKind.ConsentEnds, line.Key), line.Side?.Asked?.Deadline ?? Instant.Never);
            AwaitUrgency(line);
            AwaitQuiet(line);
            WatchPromise(line);
        }

        AwaitPenalty(order);
    }
}
