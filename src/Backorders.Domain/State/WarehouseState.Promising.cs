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
            case RefundDue: break; // told to the owner; what was paid is not counted here
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
        line.Item.Queue.Reconsider(line); // an answer that is due makes it urgent
        LineSide side = line.Side ??= new LineSide();
        side.Delays++;
        side.Asked = new AskedDelay(e.To, e.Deadline, e.SilenceConsents);
        Agenda.Set(DueKey.Of(DueKind.ConsentEnds, e.Line), e.Deadline);
    }

    private void On(DelayConsentEnded e)
    {
        BackorderLine line = Line(e.Line);
        line.Item.Queue.Reconsider(line);
        LineSide side = line.Side ??= new LineSide();
        side.Asked = null;
        side.Agreed = e.Agreed;
        Agenda.Set(DueKey.Of(DueKind.ConsentEnds, e.Line), Instant.Never);
        WatchPromise(line);
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
        }
    }

    /// <summary>Closes the open question and the offer of a line, and takes their deadlines off the agenda.</summary>
    private void EndPromising(BackorderLine line)
    {
        Agenda.Set(DueKey.Of(DueKind.PromiseBroken, line.Key), Instant.Never);
        if (line.Side is { } side)
        {
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
        if (order.OpenLines == 1)
        {
            ReconsiderOpenLines(order);
        }

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
            item.Parked.Wake(new Quantity(long.MaxValue)); // for others it was as if none were on hand
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
            WatchPromise(line);
        }
    }
}
