using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Messages;
using Backorders.Domain.Values;

namespace Backorders.Domain.State;

internal sealed partial class WarehouseState
{
    private void On(ReceiptRecorded e, Instant at)
    {
        SkuData item = Sku(e.Item);
        item.Lots?.Prune();
        StockOf(e.Item, e.Lot).Receive(e.Quantity, e.Quality);
        item.Origin = new DockOrigin(e.Receipt, at, e.Door);
        if (e.Quality != Quality.Usable)
        {
            SetAside(item, item.Origin, e.Quality, e.Quantity, e.Lot);
        }

        LastReceiptId = e.Receipt.Value;
        if (e.Asn is { } asn && FindInbound(asn)?.Find(e.Item.Sku) is { } expected)
        {
            expected.Received += e.Quantity;
            Arrive(expected, at);
            item.PlanAgain();
        }

        AddSerials(e.Item, e.Serials, e.Receipt, at);
        ForgetOldReceipts(at);
        Remember(new KeptReceipt { Id = e.Receipt, Scan = e.Scan, Item = e.Item, Quantity = e.Quantity, Quality = e.Quality, At = at, Asn = e.Asn, Lot = e.Lot });
        Tally.Receipts++;
        if (e.Kind == ReceiptKind.Return)
        {
            Tally.Returned += e.Quantity.Units;
        }
        else
        {
            Tally.Received += e.Quantity.Units;
        }
    }

    private void Remember(KeptReceipt receipt)
    {
        receipts.Add((receipt.Item.Owner, receipt.Scan), receipt);
        receiptsById.Add(receipt.Id, receipt);
        receiptAges.Enqueue(receipt);
    }

    private void ForgetOldReceipts(Instant at)
    {
        while (receiptAges.TryPeek(out KeptReceipt? oldest) && oldest.At + Limits.HistoryKept < at)
        {
            receiptAges.Dequeue();
            receipts.Remove((oldest.Item.Owner, oldest.Scan));
            receiptsById.Remove(oldest.Id);
        }
    }

    private void On(ReceiptReversed e, Instant at)
    {
        SkuData item = Sku(e.Item);
        StockOf(e.Item, e.Lot).Reverse(e.Quantity, e.From);
        if (e.From != Quality.Usable)
        {
            TakeAside(item, e.From, e.Quantity, e.Receipt, e.Lot);
        }

        Tally.Reversed += e.Quantity.Units;
        if (receiptsById.TryGetValue(e.Receipt, out KeptReceipt? receipt))
        {
            receipt.IsReversed = true;
            DropSerialsOf(e.Item, e.Receipt, e.Quantity);
            AddVariance(e.Item, receipt.Scan, e.Variance, at);
            TakeFromReceived(receipt, e.Quantity, at);
        }
    }

    /// <summary>Units that were scanned by mistake have not arrived: the shipment is still expected to bring them.</summary>
    private void TakeFromReceived(KeptReceipt receipt, Quantity units, Instant at)
    {
        if (receipt.Asn is { } asn && FindInbound(asn)?.Find(receipt.Item.Sku) is { } expected)
        {
            expected.Received -= Quantity.Min(units, expected.Received);
            Scan(expected, at);
            WatchShipment(expected.Shipment);
            expected.Item.PlanAgain();
        }
    }

    private void On(UnitsPutAway e)
    {
        SkuData item = Sku(e.Item);
        StockOf(e.Item, e.Lot).PutAway(e.Quantity);
        Tally.PutAway += e.Quantity.Units;
        Tally.OnHand += e.Quantity.Units;
    }

    private void On(UnitsTakenFromStorage e)
    {
        StockOf(e.Item, e.Lot).TakeFromStorage(e.Quantity);
        Tally.OnHand -= e.Quantity.Units;
    }

    private void On(UnitsAllocated e, Instant at)
    {
        BackorderLine line = Line(e.Line);
        SkuData item = line.Item;
        StockOf(e.Item, e.Lot).Allocate(e.Quantity, e.Source);
        if (e.Source == Source.Hold)
        {
            ShrinkHold(line, TakeHeld(line, e.Lot, e.Quantity));
        }
        else
        {
            Quantity before = line.Waiting;
            TakeFromOpen(line, e.Quantity);
            CountWaiting(line, 0, before);
            CountShare(line, new DockOrigin(e.Receipt, e.DockedAt, e.Door), e.Quantity.Units);
        }

        Tally.Waiting -= e.Quantity.Units;
        Tally.WaitingLines -= e.Source == Source.Hold && line.Waiting.IsZero ? 1 : 0;
        line.Allocated += e.Quantity;
        GivePlace(line);
        line.Splits += line.LastAllocatedAt == at ? 0 : 1;
        line.LastAllocatedAt = at;
        item.Queue.Changed(line);
        WatchCutoff(line.Order);
        CountSource(e.Source, e.Quantity);
        AddTask(e, line);
    }

    private void AddTask(UnitsAllocated e, BackorderLine line)
    {
        WorkTask task = new(e.Task, e.Source == Source.Storage ? TaskKind.StoragePick : TaskKind.CrossDock, line.Item)
        {
            Line = line,
            Quantity = e.Quantity,
            Source = e.Source,
            Origin = new DockOrigin(e.Receipt, e.DockedAt, e.Door),
            Lane = e.Lane,
            Lot = e.Lot,
        };
        line.Order.Add(task);
        line.Item.LiveTasks.Add(task);
        Board.Add(task);
        Tally.Tasks++;
    }

    private void CountSource(Source source, Quantity units)
    {
        switch (source)
        {
            case Source.Dock: Tally.CrossDocked += units.Units; break;
            case Source.Storage: Tally.OnHand -= units.Units; break;
        }
    }

    private void On(UnitsHeld e, Instant at)
    {
        BackorderLine line = Line(e.Line);
        StockOf(e.Item, e.Lot).Hold(e.Quantity, e.Source);
        AddHeldLot(line, e.Lot, e.Quantity, e.Source);
        CountSource(e.Source, e.Quantity);
        TakeFromOpen(line, e.Quantity);
        GivePlace(line);
        if (e.Source == Source.Storage)
        {
            line.HeldFromStorage += e.Quantity;
        }
        else
        {
            line.HeldOrigin = e.Door == default ? line.Item.Origin : new DockOrigin(e.Receipt, e.DockedAt, e.Door);
            CountShare(line, line.HeldOrigin, e.Quantity.Units);
        }

        line.HeldOrigin = line.Held.IsZero && e.Source == Source.Storage ? new DockOrigin(ReceiptId.None, at, default) : line.HeldOrigin;
        line.Held += e.Quantity;
        line.HoldExpiresAt = e.ExpiresAt < line.HoldExpiresAt ? e.ExpiresAt : line.HoldExpiresAt;
        Agenda.Set(DueKey.Of(DueKind.HoldEnds, line.Key), line.HoldExpiresAt);
        line.Item.Holders.Add(line);
    }

    private void On(HoldEnded e, Instant at)
    {
        BackorderLine line = Line(e.Line);
        List<(Lot? Lot, Quantity AtDock, Quantity InStorage)> parts = TakeHeld(line, e.Lot, e.Quantity);
        Quantity atDock = Quantity.Zero;
        foreach ((Lot? lot, Quantity dock, Quantity storage) in parts)
        {
            line.Item.StockOf(lot).EndHold(dock, storage);
            atDock += dock;
        }

        line.Item.Origin = line.HeldOrigin;
        CountShare(line, line.HeldOrigin, -atDock.Units);
        Tally.CrossDocked -= atDock.Units;
        Tally.OnHand += (e.Quantity - atDock).Units;
        ShrinkHold(line, parts);
        ReturnToOpen(line, e.Quantity, requeued: false);
        Tally.HoldsExpired += e.Reason == ReasonCode.TimedOut ? 1 : 0;
        BlockHolds(line.Order, e.Reason, at);
    }

    /// <summary>An order that lost its held units may not hold any for a time. Otherwise units could move between orders without end, and so could the turn.</summary>
    private void BlockHolds(OrderData order, ReasonCode reason, Instant at)
    {
        TimeSpan pause = reason switch
        {
            ReasonCode.TimedOut => TimeSpan.FromHours(PolicyOf(order.Key.Owner).HoldHours),
            ReasonCode.Supplier => Limits.HoldPause,
            _ => TimeSpan.Zero,
        };
        if (pause > TimeSpan.Zero)
        {
            order.HoldsBlockedUntil = at + pause;
            Agenda.Set(DueKey.Of(DueKind.HoldPauseEnds, order.Key), order.HoldsBlockedUntil);
            order.Lines.ForEach(static l => l.Item.PlanAgain()); // none of them may hold now
        }
    }

    private void ShrinkHold(BackorderLine line, List<(Lot? Lot, Quantity AtDock, Quantity InStorage)> parts)
    {
        foreach ((_, Quantity atDock, Quantity inStorage) in parts)
        {
            line.Held -= atDock + inStorage;
            line.HeldFromStorage -= inStorage;
        }

        if (line.Held.IsZero)
        {
            line.HoldExpiresAt = Instant.Never;
            line.Item.Holders.Remove(line);
        }

        Agenda.Set(DueKey.Of(DueKind.HoldEnds, line.Key), line.HoldExpiresAt);
    }
}
