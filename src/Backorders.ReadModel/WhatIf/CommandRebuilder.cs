using Backorders.Domain;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.ReadModel.WhatIf;

/// <summary>
/// Works out what was asked for in a turn from what came of it. The journal holds events, not commands; what people and trucks did can be read off them,
/// and what the engine decided is left out, for it is decided anew.
/// </summary>
/// <param name="warehouse">The warehouse that will get the commands: amounts that the record tells as differences are turned into totals by its state.</param>
internal sealed partial class CommandRebuilder(Warehouse warehouse)
{
    private readonly Dictionary<ReceiptId, (OwnerId Owner, ScanKey Scan)> scans = [];
    private readonly Queue<(Instant At, ReceiptId Receipt)> ages = new();

    /// <summary>The commands of a turn, in order; usually one or none.</summary>
    /// <param name="turn">What was recorded.</param>
    /// <param name="skip">Told the name of a fact that cannot be played.</param>
    public IEnumerable<Command> Of(HistoryTurn turn, Action<string> skip)
    {
        if (turn.Events.Any(e => e is OrderAmended or LineAdded))
        {
            return [Amendment(turn.Events)];
        }

        List<Command> commands = [.. Answers(turn.Events)];
        if (commands.Count > 0)
        {
            return commands; // what such an answer gave up follows from it
        }

        foreach (Event change in turn.Events)
        {
            if (Of(change, turn, skip) is { } command)
            {
                commands.Add(command);
            }
        }

        commands.AddRange(Cancellations(turn.Events));
        commands.AddRange(Expedites(turn.Events));
        return commands;
    }

    private Command? Of(Event change, HistoryTurn turn, Action<string> skip) => change switch
    {
        OrderAccepted e => new SubmitOrder(e.Order, e.Terms, [.. e.Lines.Select(l => Requested(e.Order.Owner, l))], AllOrNothing: false),
        OrderHeld e => new HoldOrder(e.Order, e.Reason),
        OrderReleased e => new ReleaseOrder(e.Order),
        ReceiptRecorded e => Receipt(e, turn),
        ContainerReceived e => Container(e, turn.Events, skip),
        ReceiptReversed e => Reversal(e, skip),
        StockAdjusted or QualityChanged or UnitsDisposed when Follows(change, turn.Events) => null,
        StockAdjusted e when e.Difference != e.Missing.Units => Count(e),
        UnitsDisposed e => Disposal(e, turn.Events),
        OverageDecided e => new DecideOverage(e.Item.Owner, NumberOf(e.Receipt), e.Disposition, e.Reason),
        VarianceApproved e => new ApproveVariance(e.Item.Owner, e.Scan, e.Reason),
        QualityChanged e => new SetQuality(e.Item, e.Quantity.Units, e.From, e.To, e.Reason) { Lot = NoOf(e.Lot), Expiry = e.Lot?.Expiry },
        LotRecalled e => new RecallLot(e.Item, e.Lot.No, e.Lot.Expiry, e.Reason),
        LotReleased e => new ReleaseLot(e.Item, e.Lot.No, e.Lot.Expiry, e.Reason),
        StrayFound e => new ReportStray(e.Item, e.Quantity.Units, default, null),
        ShipmentAnnounced e => new AnnounceShipment(e.Asn, e.Supplier, e.Eta, DoorOf(e.Door), [.. Contents(e)]),
        ShipmentUpdated e => new UpdateShipment(e.Asn, e.Eta, DoorOf(e.Door), [.. e.Lines.Select(Supply)]) { Cause = e.Cause, Note = e.Note },
        ShipmentSplit e => new SplitShipment(e.Asn, e.Part.AsnNo, e.Eta, DoorOf(e.Door), [.. e.Lines.Select(Supply)]) { Cause = e.Cause, Note = e.Note },
        ShipmentCancelled e => new CancelShipment(e.Asn, e.Reason) { Cause = e.Cause, Note = e.Note },
        ShipmentClosed { ByItself: true } => null, // nothing was scanned for long; this time that may be otherwise
        ShipmentClosed e => new CloseShipment(e.Asn) { Cause = e.Cause, Note = e.Note },
        ItemsDefined e => new DefineItems(e.Owner, e.Items),
        WarehouseOpened e => new OpenWarehouse(e.TimeZone, e.Doors, e.Lanes),
        BackInStockRequested e => new RequestBackInStock(e.Item, e.Reference, e.Quantity.Units, default),
        BackInStockWithdrawn e => new WithdrawBackInStock(e.Item, e.Reference),
        PaymentReported e => new ReportPayment(e.Order, e.Status, e.Until, e.Reference),
        PolicySet e => new SetPolicy(e.Policy, e.Owner),
        PolicyDropped e => new DropPolicy(e.Owner),
        _ => Unplayed(change, skip),
    };

    /// <summary>What follows from what was said comes anew. What was said is among the commands of its turn; whatever else there is, is told.</summary>
    private static Command? Unplayed(Event change, Action<string> skip)
    {
        if (change is not (IFollows or LineCancelled or LineExpedited or DelayConsentEnded or SubstitutionOffered or SubstitutionEnded or StockAdjusted))
        {
            skip($"NotPlayed: {change.GetType().Name}");
        }

        return null;
    }

    /// <summary>What a customer said to a delay or a substitute; and an offer that a person made, which stands first in its turn.</summary>
    private static IEnumerable<Command> Answers(IReadOnlyList<Event> events)
    {
        if (events is [SubstitutionOffered or SubstitutionEnded { Answer: SubstitutionAnswer.Replaced }, ..] && events.OfType<SubstitutionOffered>().FirstOrDefault() is { } offered)
        {
            yield return new OfferSubstitution(offered.Line);
        }

        foreach (SubstitutionEnded e in events.OfType<SubstitutionEnded>().Where(e => e.Answer is SubstitutionAnswer.Accepted or SubstitutionAnswer.Declined))
        {
            yield return new AnswerSubstitution(e.Line, e.Answer == SubstitutionAnswer.Accepted);
        }

        foreach (IGrouping<(OrderKey Order, DelayAnswer Answer), DelayConsentEnded> said in events.OfType<DelayConsentEnded>()
            .Where(e => e.Answer is DelayAnswer.Accepted or DelayAnswer.Cancelled).GroupBy(e => (e.Line.Order, e.Answer)))
        {
            yield return new AnswerDelay(said.Key.Order, [.. said.Select(e => e.Line.LineNo)], said.Key.Answer == DelayAnswer.Accepted);
        }
    }

    /// <summary>A receipt; null when it is part of a container's, which is played whole.</summary>
    private Command? Receipt(ReceiptRecorded e, HistoryTurn turn)
    {
        while (ages.TryPeek(out (Instant At, ReceiptId Receipt) oldest) && oldest.At + Limits.HistoryKept < turn.At)
        {
            scans.Remove(ages.Dequeue().Receipt);
        }

        scans[e.Receipt] = (e.Item.Owner, e.Scan);
        ages.Enqueue((turn.At, e.Receipt));
        if (turn.Events.Any(o => o is ContainerReceived))
        {
            return null;
        }

        (OrderKey Order, DispositionCode? Disposition)? named = turn.Events.Select(static e => e switch
        {
            ReturnRefundDue r => (r.Order, r.Disposition),
            ReturnBeyondShipped r => (r.Order, r.Disposition),
            _ => ((OrderKey, DispositionCode?)?)null,
        }).FirstOrDefault(static n => n is not null);
        return e.Kind == ReceiptKind.Return
            ? new ReceiveReturn(e.Item, e.Quantity.Units, default, e.Scan, e.Door, e.Quality, e.Lpn, e.OccurredAt)
            {
                Serials = ComingBack(e), Lot = NoOf(e.Lot), Expiry = e.Lot?.Expiry, Order = named?.Order.OrderNo ?? default, Disposition = named?.Disposition,
            }
            : new Receive(e.Item, e.Quantity.Units, default, e.Scan, e.Door, e.Asn?.AsnNo, e.Lpn, e.Quality, e.OccurredAt)
            {
                Serials = e.Serials, Lot = NoOf(e.Lot), Expiry = e.Lot?.Expiry,
            };
    }

    private Command? Reversal(ReceiptReversed e, Action<string> skip)
    {
        // A receipt of before the window has the number that it had; one of the window may have got another, and is known by its scan.
        if (scans.TryGetValue(e.Receipt, out (OwnerId Owner, ScanKey Scan) known))
        {
            return new ReverseReceipt(known.Owner, known.Scan, e.Reason);
        }

        if (warehouse.FindScan(e.Receipt) is { } before)
        {
            return new ReverseReceipt(e.Item.Owner, before, e.Reason);
        }

        skip("ReverseReceipt: UnknownReceipt");
        return null;
    }

    private AmendOrder Amendment(IReadOnlyList<Event> events)
    {
        OrderAmended? amended = events.OfType<OrderAmended>().FirstOrDefault();
        OrderKey order = amended?.Order ?? events.OfType<LineAdded>().First().Order;
        Dictionary<int, long> changes = [];
        foreach ((int lineNo, long units) in events.OfType<LineCancelled>().Select(e => (e.Line.LineNo, -e.Quantity.Units))
            .Concat(events.OfType<LineAdded>().Select(e => (e.Continues, e.Line.Quantity.Units))))
        {
            int root = Root(order, lineNo);
            changes[root] = changes.GetValueOrDefault(root) + units;
        }

        OrderTerms? terms = amended?.Terms;
        LineChange[] lines = [.. changes.Select(c => new LineChange(c.Key, Math.Max(1, Total(new LineKey(order, c.Key)) + c.Value)))];
        return new AmendOrder(order, lines, terms?.Tier, terms?.ShipMode, terms?.Lane, terms?.ShipBy, terms?.NotBefore);
    }

    /// <summary>Units given up: as many as recorded, or all that can still be given up when the line has gone further this time.</summary>
    private IEnumerable<Command> Cancellations(IReadOnlyList<Event> events)
    {
        foreach (IGrouping<(OrderKey Order, ReasonCode Reason), LineCancelled> order in events.OfType<LineCancelled>()
            .Where(e => e.Reason != ReasonCode.CancelByPassed).GroupBy(e => (e.Line.Order, e.Reason)))
        {
            List<int> whole = [];
            HashSet<int> part = [];
            foreach (LineCancelled e in order)
            {
                LineView? line = warehouse.GetLine(e.Line);
                long left = Wanted(e.Line) - e.Quantity.Units;
                if (line is null || left <= (line.Packed + line.Shipped).Units)
                {
                    whole.Add(e.Line.LineNo);
                }
                else
                {
                    part.Add(Root(e.Line.Order, e.Line.LineNo));
                }
            }

            if (whole.Count > 0)
            {
                yield return new CancelOrder(order.Key.Order, whole, order.Key.Reason);
            }

            if (part.Count > 0)
            {
                ILookup<int, long> lost = order.ToLookup(e => Root(e.Line.Order, e.Line.LineNo), e => e.Quantity.Units);
                LineChange[] lines = [.. part.Select(root => new LineChange(root, Math.Max(1, Total(new LineKey(order.Key.Order, root)) - lost[root].Sum())))];
                yield return new AmendOrder(order.Key.Order, lines, null, null, null, null, null);
            }
        }
    }

    private static IEnumerable<Command> Expedites(IReadOnlyList<Event> events) => events.OfType<LineExpedited>()
        .GroupBy(e => (e.Line.Order, e.Pinned, e.Reason))
        .Select(g => new ExpediteOrder(g.Key.Order, [.. g.Select(e => e.Line.LineNo)], g.Key.Pinned, g.Key.Reason));

    /// <summary>The line whose quantity was raised, and of which a line is the increment; the line itself when it was ordered so.</summary>
    private int Root(OrderKey order, int lineNo)
    {
        for (LineView? line = warehouse.GetLine(new LineKey(order, lineNo)); line is { Continues: > 0 }; line = warehouse.GetLine(new LineKey(order, lineNo)))
        {
            lineNo = line.Continues;
        }

        return lineNo;
    }

    /// <summary>What is wanted of a line with its increments: the quantity that an amendment names.</summary>
    private long Total(LineKey root) => warehouse.GetOrder(root.Order) is { } order
        ? order.Lines.Where(l => Root(root.Order, l.Line.LineNo) == root.LineNo).Sum(l => (l.Ordered - l.Cancelled).Units)
        : 0;

    private long Wanted(LineKey key) => warehouse.GetLine(key) is { } line ? (line.Ordered - line.Cancelled).Units : 0;

    private static RequestedSupply Supply(AnnouncedLine line) => new(line.Sku, line.Quantity.Units, default);

    private static DoorId? DoorOf(DoorId door) => string.IsNullOrEmpty(door.Value) ? null : door;
}
