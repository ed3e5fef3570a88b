using Backorders.Actors.Port;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Server.Mapping.Orders;

namespace Backorders.Server.Mapping.Events;

/// <summary>Events of the domain in the words of the contract. What concerns orders and units is here, what concerns tasks in <see cref="TaskEventForms"/>.</summary>
internal static class EventForms
{
    /// <summary>
    /// The public events of a turn. Purely internal events are left out, such as a renewed lease, or what the warehouse keeps for its order and its plan: places, urgency,
    /// cover, days.
    /// </summary>
    public static IEnumerable<V1.Event> Of(CommittedTurn turn, TaskBook tasks)
    {
        foreach (Event change in turn.Events)
        {
            if (Of(change, tasks) is { } told)
            {
                yield return told;
            }
            else
            {
                foreach (V1.Event ofTask in TaskEventForms.Of(change, tasks))
                {
                    yield return ofTask;
                }
            }
        }

        if (turn.Events.Any(e => e is OrderAccepted))
        {
            foreach (V1.Event waiting in Backordered(turn))
            {
                yield return waiting;
            }
        }
    }

    /// <summary>A new order's lines that wait, after what they did get.</summary>
    private static IEnumerable<V1.Event> Backordered(CommittedTurn turn)
    {
        CommandOutcome outcome = new(null, turn.Events, turn.At, turn.Seq, false);
        OrderKey order = outcome.Find<OrderAccepted>().Order;
        foreach (V1.SubmitOrderResponse.Types.Line line in OrderAnswers.Submit(outcome).Lines.Where(l => l.Waiting > 0))
        {
            yield return new V1.Event
            {
                Owner = order.Owner.Value,
                LineBackordered = new V1.LineBackordered
                {
                    Line = Ref(new LineKey(order, line.LineNo), line.Sku), Waiting = line.Waiting, Promise = line.Promise, Cause = V1.PromiseCause.DemandAboveSupply,
                },
            };
        }
    }

    private static V1.Event? Of(Event change, TaskBook book) => OfOrder(change, book) ?? OfUnits(change) ?? OfSupply(change) ?? CustomerEventForms.Of(change, book);

    private static V1.Event? OfOrder(Event change, TaskBook book) => change switch
    {
        OrderAccepted e => new V1.Event { Owner = Owner(e.Order), OrderAccepted = Accepted(e) },
        OrderAmended e => new V1.Event { Owner = Owner(e.Order), OrderAmended = new V1.OrderAmended { OrderNo = No(e.Order), Terms = Forms.Terms(e.Terms) } },
        LineAdded e => new V1.Event
        {
            Owner = Owner(e.Order),
            LineAdded = new V1.LineAdded
            {
                Line = Ref(new LineKey(e.Order, e.Line.LineNo), e.Line.Sku.Value), Quantity = e.Line.Quantity.Units, Continues = e.Continues,
            },
        },
        LineCancelled e => new V1.Event
        {
            Owner = Owner(e.Line.Order),
            LineCancelled = new V1.LineCancelled { Line = Ref(e.Line, book.SkuOf(e)), Quantity = e.Quantity.Units, Reason = (V1.ReasonCode)e.Reason },
        },
        OrderHeld e => new V1.Event { Owner = Owner(e.Order), OrderHeld = new V1.OrderHeld { OrderNo = No(e.Order), Reason = (V1.ReasonCode)e.Reason } },
        OrderReleased e => new V1.Event { Owner = Owner(e.Order), OrderReleased = new V1.OrderReleased { OrderNo = No(e.Order) } },
        LineExpedited e => new V1.Event
        {
            Owner = Owner(e.Line.Order), LineExpedited = new V1.LineExpedited { Line = Ref(e.Line, book.SkuOf(e)), Pinned = e.Pinned, Reason = (V1.ReasonCode)e.Reason },
        },
        PromiseGiven e => new V1.Event
        {
            Owner = Owner(e.Line.Order),
            PromiseGiven = new V1.PromiseGiven { Line = Ref(e.Line, book.SkuOf(e)), Promise = e.Promise.ToTimestamp(), AsnNo = e.Asn.AsnNo.Value },
        },
        PromiseChanged e => new V1.Event
        {
            Owner = Owner(e.Line.Order),
            PromiseChanged = new V1.PromiseChanged
            {
                Line = Ref(e.Line, book.SkuOf(e)), From = e.From.ToTimestamp(), To = e.To.ToTimestamp(), AsnNo = e.Because?.AsnNo.Value ?? string.Empty,
                Cause = (V1.PromiseCause)e.Cause,
            },
        },
        _ => null,
    };

    private static V1.Event? OfUnits(Event change) => change switch
    {
        UnitsAllocated e => new V1.Event { Owner = e.Item.Owner.Value, UnitsAllocated = Allocated(e) },
        UnitsHeld e => new V1.Event
        {
            Owner = e.Item.Owner.Value,
            UnitsHeld = new V1.UnitsHeld
            {
                Line = Ref(e.Line, e.Item.Sku.Value),
                Quantity = e.Quantity.Units,
                Source = (V1.Source)e.Source,
                ExpiresAt = e.ExpiresAt.ToTimestamp(),
                PolicyVersion = e.PolicyVersion,
                Lot = LotForms.No(e.Lot),
                Expiry = LotForms.Expiry(e.Lot),
            },
        },
        HoldEnded e => new V1.Event
        {
            Owner = e.Item.Owner.Value,
            HoldEnded = Ended(e),
        },
        AllocationTakenBack e => new V1.Event
        {
            Owner = e.Item.Owner.Value,
            AllocationTakenBack = new V1.AllocationTakenBack
            {
                Line = Ref(e.Line, e.Item.Sku.Value),
                TaskId = e.Task.Value,
                Quantity = e.Quantity.Units,
                Reason = (V1.ReasonCode)e.Reason,
                Requeued = e.Requeued,
                BackTo = (V1.Source)e.BackTo,
            },
        },
        PickedUnitsTakenBack e => new V1.Event
        {
            Owner = e.Item.Owner.Value,
            PickedUnitsTakenBack = new V1.PickedUnitsTakenBack
            {
                Line = Ref(e.Line, e.Item.Sku.Value),
                TaskId = e.Task.Value,
                Quantity = e.Quantity.Units,
                PutBackTaskId = e.PutBack.Value,
                Reason = (V1.ReasonCode)e.Reason,
                Requeued = e.Requeued,
                Removed = e.Removed,
            },
        },
        _ => null,
    };

    private static V1.Event? OfSupply(Event change) => change switch
    {
        ReceiptRecorded e => new V1.Event { Owner = e.Item.Owner.Value, ReceiptRecorded = Recorded(e) },
        ReceiptReversed e => new V1.Event
        {
            Owner = e.Item.Owner.Value,
            ReceiptReversed = new V1.ReceiptReversed
            {
                ReceiptId = e.Receipt.Value, Sku = Sku(e.Item), Quantity = e.Quantity.Units, Variance = e.Variance.Units, Reason = (V1.ReasonCode)e.Reason,
                From = (V1.Quality)e.From, Lot = LotForms.No(e.Lot), Expiry = LotForms.Expiry(e.Lot),
            },
        },
        UnitsPutAway e => new V1.Event
        {
            Owner = e.Item.Owner.Value,
            UnitsPutAway = new V1.UnitsPutAway
            {
                Sku = Sku(e.Item), Quantity = e.Quantity.Units, ReceiptId = e.Receipt.Value, Lot = LotForms.No(e.Lot), Expiry = LotForms.Expiry(e.Lot),
            },
        },
        UnitsTakenFromStorage e => new V1.Event
        {
            Owner = e.Item.Owner.Value,
            UnitsTakenFromStorage = new V1.UnitsTakenFromStorage
            {
                Sku = Sku(e.Item), Quantity = e.Quantity.Units, Reason = (V1.ReasonCode)e.Reason, Lot = LotForms.No(e.Lot), Expiry = LotForms.Expiry(e.Lot),
            },
        },
        _ => QualityEventForms.Of(change) ?? SetupEventForms.Of(change),
    };

    private static V1.HoldEnded Ended(HoldEnded e)
    {
        V1.HoldEnded told = new() { Line = Ref(e.Line, e.Item.Sku.Value), Quantity = e.Quantity.Units, Reason = (V1.ReasonCode)e.Reason };
        (told.Lot, told.Expiry) = (LotForms.No(e.Lot), LotForms.Expiry(e.Lot));
        if (e.InStorage is { } inStorage)
        {
            told.InStorage = inStorage.Units;
        }

        return told;
    }

    private static V1.OrderAccepted Accepted(OrderAccepted e) => new()
    {
        OrderNo = No(e.Order),
        Terms = Forms.Terms(e.Terms),
        Lines =
        {
            e.Lines.Select(l => new V1.OrderAccepted.Types.Line
            {
                LineNo = l.LineNo, Sku = l.Sku.Value, Quantity = l.Quantity.Units, MinPartial = l.MinPartial.Units, MaxSplits = l.MaxSplits,
            }),
        },
        RefusedLines = { e.RefusedLines.Select(Forms.RefusedLine) },
    };

    private static V1.UnitsAllocated Allocated(UnitsAllocated e) => new()
    {
        Line = Ref(e.Line, e.Item.Sku.Value),
        TaskId = e.Task.Value,
        Quantity = e.Quantity.Units,
        Source = (V1.Source)e.Source,
        ReceiptId = e.Receipt.Value,
        DockedAt = e.DockedAt.ToTimestamp(),
        Door = e.Door.Value,
        Lane = e.Lane.Value,
        PolicyVersion = e.PolicyVersion,
        Lot = LotForms.No(e.Lot),
        Expiry = LotForms.Expiry(e.Lot),
    };

    private static V1.ReceiptRecorded Recorded(ReceiptRecorded e) => new()
    {
        ReceiptId = e.Receipt.Value,
        Kind = (V1.ReceiptKind)e.Kind,
        Sku = Sku(e.Item),
        Quantity = e.Quantity.Units,
        DeviceId = e.Scan.Device.Value,
        ScanId = e.Scan.Scan.Value,
        Door = e.Door.Value,
        AsnNo = e.Asn?.AsnNo.Value ?? string.Empty,
        Lpn = e.Kind == ReceiptKind.Return ? string.Empty : e.Lpn,
        Reference = e.Kind == ReceiptKind.Return ? e.Lpn : string.Empty,
        Quality = (V1.Quality)e.Quality,
        OccurredAt = e.OccurredAt.ToTimestamp(),
        Serials = { e.Serials.Select(n => n.Value) },
        Lot = LotForms.No(e.Lot),
        Expiry = LotForms.Expiry(e.Lot),
    };

    private static string Owner(OrderKey order) => order.Owner.Value;

    private static string No(OrderKey order) => order.OrderNo.Value;

    private static string Sku(SkuKey item) => item.Sku.Value;

    private static V1.LineRef Ref(LineKey line, string sku) => new() { OrderNo = No(line.Order), LineNo = line.LineNo, Sku = sku };
}
