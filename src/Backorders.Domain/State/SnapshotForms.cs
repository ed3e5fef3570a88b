using Backorders.Domain.ActorData;
using Backorders.Domain.Actors;
using Backorders.Domain.Actors.Orders;
using Backorders.Domain.Ids;
using Backorders.Domain.Snapshots;
using Backorders.Domain.Values;

namespace Backorders.Domain.State;

/// <summary>How each kind of object stands in a snapshot, writer and reader side by side. A change here raises <see cref="Warehouse.StateFormat"/>.</summary>
internal static partial class SnapshotForms
{
    public static void Write(SnapshotWriter to, Policy p)
    {
        to.Write((long)p.Version);
        to.Write((long)p.AgeingDaysPerTier);
        to.Write((long)p.UrgentWithinDays);
        to.Write(p.PromiseBeforeTier);
        to.Write((long)p.LeaseSeconds);
        to.Write((long)p.HoldHours);
        to.Write((long)p.TaskAttemptsMax);
        to.Write((long)p.PromiseAllowanceHours);
        to.Write((long)p.PromiseThresholdHours);
        to.Write((long)p.Distribution);
        to.Write((long)p.SkuDistributions.Count);
        foreach (SkuDistribution one in p.SkuDistributions)
        {
            to.Write(one.Sku.Value);
            to.Write((long)one.Mode);
        }

        to.Write(p.Preemption);
        to.Write((long)p.FreezeMinutes);
        to.Write((long)p.DepartureMinutes.Count);
        foreach (int minute in p.DepartureMinutes)
        {
            to.Write((long)minute);
        }

        to.Write((long)p.DepartureWeekdays);
        to.Write((long)p.Unannounced);
        to.Write(p.HoldOverage);
        to.Write((long)p.OveragePercent);
        to.Write((long)p.OverageUnits);
        to.Write(p.SwapToDock);
        to.Write(p.DoubtAfterShort);
        to.Write(p.AskDelayConsent);
        to.Write((long)p.ConsentSilentDaysMax);
        to.Write((long)p.ConsentAnswerDaysMin);
        to.Write((long)p.PaymentParkHours);
        to.Write(p.RefuseUnpromised);
        to.Write(p.CompensateLate);
        to.Write((long)p.CompensationGraceHours);
        to.Write((long)p.BackInStockHours);
        to.Write((long)p.OverdueToleranceHours);
        to.Write((long)p.OverdueGraceHours);
        to.Write((long)p.UnloadHours);
        to.Write((long)p.NoticeQuietHours);
    }

    public static Policy ReadPolicy(ref SnapshotReader from) => new()
    {
        Version = from.ReadInt32(),
        AgeingDaysPerTier = from.ReadInt32(),
        UrgentWithinDays = from.ReadInt32(),
        PromiseBeforeTier = from.ReadBool(),
        LeaseSeconds = from.ReadInt32(),
        HoldHours = from.ReadInt32(),
        TaskAttemptsMax = from.ReadInt32(),
        PromiseAllowanceHours = from.ReadInt32(),
        PromiseThresholdHours = from.ReadInt32(),
        Distribution = (DistributionMode)from.ReadInt32(),
        SkuDistributions = ReadSkuDistributions(ref from),
        Preemption = from.ReadBool(),
        FreezeMinutes = from.ReadInt32(),
        DepartureMinutes = ReadMinutes(ref from),
        DepartureWeekdays = from.ReadInt32(),
        Unannounced = (UnannouncedRule)from.ReadInt32(),
        HoldOverage = from.ReadBool(),
        OveragePercent = from.ReadInt32(),
        OverageUnits = from.ReadInt32(),
        SwapToDock = from.ReadBool(),
        DoubtAfterShort = from.ReadBool(),
        AskDelayConsent = from.ReadBool(),
        ConsentSilentDaysMax = from.ReadInt32(),
        ConsentAnswerDaysMin = from.ReadInt32(),
        PaymentParkHours = from.ReadInt32(),
        RefuseUnpromised = from.ReadBool(),
        CompensateLate = from.ReadBool(),
        CompensationGraceHours = from.ReadInt32(),
        BackInStockHours = from.ReadInt32(),
        OverdueToleranceHours = from.ReadInt32(),
        OverdueGraceHours = from.ReadInt32(),
        UnloadHours = from.ReadInt32(),
        NoticeQuietHours = from.ReadInt32(),
    };

    private static SkuDistribution[] ReadSkuDistributions(ref SnapshotReader from)
    {
        SkuDistribution[] all = new SkuDistribution[from.ReadInt32()];
        for (int i = 0; i < all.Length; i++)
        {
            all[i] = new SkuDistribution(Sku.FromTrusted(from.ReadText()), (DistributionMode)from.ReadInt32());
        }

        return all;
    }

    private static int[] ReadMinutes(ref SnapshotReader from)
    {
        int[] all = new int[from.ReadInt32()];
        for (int i = 0; i < all.Length; i++)
        {
            all[i] = from.ReadInt32();
        }

        return all;
    }

    public static void Write(SnapshotWriter to, OrderData order)
    {
        OrderTerms t = order.Terms;
        to.Write(order.Key);
        to.Write(t.Customer);
        to.Write((long)t.Tier);
        to.Write((long)t.ShipMode);
        to.Write(t.Lane.Value);
        to.Write(t.OrderedAt);
        to.Write(t.ShipBy);
        to.Write(t.NotBefore);
        to.Write(t.CancelBy);
        to.Write(t.UrgentBy);
        to.Write(t.PaymentRequired);
        to.Write(order.AcceptedAt);
        to.Write(order.Hold is { } hold ? (long)hold : -1);
        to.Write(order.HoldsBlockedUntil);
        to.Write(order.FellBackUntil);
        to.Write(order.Payment is not null);
        if (order.Payment is { } payment)
        {
            to.Write((long)payment.Status);
            to.Write(payment.Until);
            to.Write(payment.Yielded);
        }

        to.Write((long)order.Lines.Count);
        foreach (BackorderLine line in order.Lines)
        {
            Write(to, line);
        }
    }

    /// <summary>Reads all of an order but its lines.</summary>
    public static OrderActor ReadOrder(ref SnapshotReader from)
    {
        OrderKey key = from.ReadOrderKey();
        OrderTerms terms = new()
        {
            Customer = from.ReadText(),
            Tier = from.ReadInt32(),
            ShipMode = (ShipMode)from.ReadInt32(),
            Lane = LaneId.FromTrusted(from.ReadText()),
            OrderedAt = from.ReadInstant(),
            ShipBy = from.ReadInstant(),
            NotBefore = from.ReadInstant(),
            CancelBy = from.ReadInstant(),
            UrgentBy = from.ReadInstant(),
            PaymentRequired = from.ReadBool(),
        };
        OrderActor order = new(key, terms, from.ReadInstant());
        int hold = from.ReadInt32();
        order.Hold = hold < 0 ? null : (ReasonCode)hold;
        order.HoldsBlockedUntil = from.ReadInstant();
        order.FellBackUntil = from.ReadInstant();
        order.Payment = from.ReadBool() ? new PaymentStand { Status = (PaymentStatus)from.ReadInt32(), Until = from.ReadInstant(), Yielded = from.ReadBool() } : null;
        return order;
    }

    private static void Write(SnapshotWriter to, BackorderLine l)
    {
        to.Write((long)l.Key.LineNo);
        to.Write(l.Item.Key.Sku.Value);
        to.Write(l.Ordered);
        to.Write(l.MinPartial);
        to.Write((long)l.MaxSplits);
        to.Write(l.UnitSize);
        to.Write(l.Lot.Value);
        to.Write((long)l.MinRemainingDays);
        to.Write(l.EnqueuedAt);
        to.Write(l.Open);
        to.Write(l.Held);
        to.Write(l.Allocated);
        to.Write(l.Picked);
        to.Write(l.Packed);
        to.Write(l.Shipped);
        to.Write(l.Cancelled);
        to.Write(l.HeldFromStorage);
        to.Write(l.HeldOrigin);
        to.Write(l.HoldExpiresAt);
        to.Write((long)l.Splits);
        to.Write(l.LastAllocatedAt);
        to.Write(l.Pinned);
        to.Write(l.Requeued);
        to.Write((long)l.Place);
        to.Write((long)l.Urgent);
        to.Write(l.IsCovered);
        to.Write(l.CoverFrom);
        to.Write(l.FirstPromise);
        to.Write(l.Promise);
        WriteGoods(to, l);
        to.Write(l.Side is not null);
        l.Side?.Save(to);
    }

    public static BackorderLine ReadLine(ref SnapshotReader from, OrderData order, Func<SkuKey, SkuData> skuOf)
    {
        int lineNo = from.ReadInt32();
        SkuData item = skuOf(new SkuKey(order.Key.Owner, Sku.FromTrusted(from.ReadText())));
        AcceptedLine accepted = new(lineNo, item.Key.Sku, from.ReadQuantity(), from.ReadQuantity(), from.ReadInt32())
        {
            UnitSize = from.ReadInt64(), Lot = LotNo.FromTrusted(from.ReadText()), MinRemainingDays = from.ReadInt32(),
        };
        return new BackorderLine(new LineKey(order.Key, lineNo), order, item, accepted, from.ReadInstant())
        {
            Open = from.ReadQuantity(),
            Held = from.ReadQuantity(),
            Allocated = from.ReadQuantity(),
            Picked = from.ReadQuantity(),
            Packed = from.ReadQuantity(),
            Shipped = from.ReadQuantity(),
            Cancelled = from.ReadQuantity(),
            HeldFromStorage = from.ReadQuantity(),
            HeldOrigin = from.ReadOrigin(),
            HoldExpiresAt = from.ReadInstant(),
            Splits = from.ReadInt32(),
            LastAllocatedAt = from.ReadInstant(),
            Pinned = from.ReadBool(),
            Requeued = from.ReadBool(),
            Place = from.ReadInt32(),
            Urgent = (UrgentReasons)from.ReadInt32(),
            IsCovered = from.ReadBool(),
            CoverFrom = from.ReadInstant(),
            FirstPromise = from.ReadInstant(),
            Promise = from.ReadInstant(),
            HeldLots = ReadHeldLots(ref from),
            Side = from.ReadBool() ? LineSide.Load(ref from) : null,
        };
    }

    public static void Write(SnapshotWriter to, InboundData inbound)
    {
        to.Write(inbound.Key);
        to.Write(inbound.Supplier);
        to.Write(inbound.Eta);
        to.Write(inbound.Door.Value);
        to.Write(inbound.IsOpen);
        to.Write(inbound.IsCancelled);
        to.Write(inbound.ClosedAt);
        to.Write(inbound.ExpectedAt);
        to.Write(inbound.IsOverdue);
        to.Write(inbound.FirstReceiptAt);
        to.Write(inbound.LastScanAt);
        to.Write((long)inbound.Lines.Count);
        foreach (ExpectedSupply line in inbound.Lines)
        {
            to.Write(line.Item.Key.Sku.Value);
            to.Write(line.Announced);
            to.Write(line.Received);
            to.Write((long)(line.Given?.Count ?? 0));
            foreach ((LineKey who, long units) in (line.Given ?? []).OrderBy(static g => g.Key))
            {
                to.Write(who.Order);
                to.Write((long)who.LineNo);
                to.Write(units);
            }
        }
    }

    /// <summary>Reads all of a ship notice but its lines.</summary>
    public static InboundActor ReadInbound(ref SnapshotReader from) => new(from.ReadAsnKey())
    {
        Supplier = from.ReadText(),
        Eta = from.ReadInstant(),
        Door = DoorId.FromTrusted(from.ReadText()),
        IsOpen = from.ReadBool(),
        IsCancelled = from.ReadBool(),
        ClosedAt = from.ReadInstant(),
        ExpectedAt = from.ReadInstant(),
        IsOverdue = from.ReadBool(),
        FirstReceiptAt = from.ReadInstant(),
        LastScanAt = from.ReadInstant(),
    };

    public static void Write(SnapshotWriter to, WorkTask t)
    {
        to.Write(t.Id.Value);
        to.Write((long)t.Kind);
        to.Write(t.Item.Key);
        to.Write(t.Line is not null);
        if (t.Line is not null)
        {
            to.Write(t.Line.Key);
        }

        to.Write((long)t.State);
        to.Write((long)t.ParkedFrom);
        to.Write(t.Quantity);
        to.Write((long)t.Source);
        to.Write(t.Origin);
        to.Write(t.Lane.Value);
        to.Write(t.Station.Value);
        to.Write(t.Token.Value);
        to.Write(t.LeaseExpiresAt);
        to.Write((long)t.Attempts);
        to.Write(t.AtFront);
        to.Write(t.Parcel);
        to.Write(t.UnitsRemoved);
        Write(to, t.Lot);
        to.Write(t.Lpn);
        to.Write(t.IsPaid);
    }

    public static WorkTask ReadTask(ref SnapshotReader from, Func<SkuKey, SkuData> skuOf, Func<LineKey, BackorderLine> lineOf)
    {
        WorkTask task = new(new TaskId(from.ReadInt64()), (TaskKind)from.ReadInt32(), skuOf(from.ReadSkuKey()));
        task.Line = from.ReadBool() ? lineOf(from.ReadLineKey()) : null;
        task.State = (TaskState)from.ReadInt32();
        task.ParkedFrom = (TaskState)from.ReadInt32();
        task.Quantity = from.ReadQuantity();
        task.Source = (Source)from.ReadInt32();
        task.Origin = from.ReadOrigin();
        task.Lane = LaneId.FromTrusted(from.ReadText());
        task.Station = StationId.FromTrusted(from.ReadText());
        task.Token = new FencingToken(from.ReadInt64());
        task.LeaseExpiresAt = from.ReadInstant();
        task.Attempts = from.ReadInt32();
        task.AtFront = from.ReadBool();
        task.Parcel = from.ReadText();
        task.UnitsRemoved = from.ReadBool();
        task.Lot = ReadLot(ref from);
        task.Lpn = from.ReadText();
        task.IsPaid = from.ReadBool();
        return task;
    }

    public static void Write(SnapshotWriter to, KeptReceipt r)
    {
        to.Write(r.Id.Value);
        to.Write(r.Scan.Device.Value);
        to.Write(r.Scan.Scan.Value);
        to.Write(r.Item);
        to.Write(r.Quantity);
        to.Write((long)r.Quality);
        to.Write(r.At);
        to.Write(r.Asn is not null);
        if (r.Asn is { } asn)
        {
            to.Write(asn);
        }

        to.Write(r.IsReversed);
        Write(to, r.Lot);
        to.Write(r.Refund is not null);
        if (r.Refund is { } refund)
        {
            to.Write(refund.Order);
            to.Write(refund.Quantity);
            to.Write(refund.Counted);
            to.Write(refund.Reference);
        }
    }

    public static KeptReceipt ReadReceipt(ref SnapshotReader from) => new()
    {
        Id = new ReceiptId(from.ReadInt64()),
        Scan = new ScanKey(DeviceId.FromTrusted(from.ReadText()), ScanId.FromTrusted(from.ReadText())),
        Item = from.ReadSkuKey(),
        Quantity = from.ReadQuantity(),
        Quality = (Quality)from.ReadInt32(),
        At = from.ReadInstant(),
        Asn = from.ReadBool() ? from.ReadAsnKey() : null,
        IsReversed = from.ReadBool(),
        Lot = ReadLot(ref from),
        Refund = from.ReadBool() ? new ToldRefund(from.ReadOrderKey(), from.ReadQuantity(), from.ReadQuantity(), from.ReadText()) : null,
    };
}
