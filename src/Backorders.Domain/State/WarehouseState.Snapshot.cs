using Backorders.Domain.ActorData;
using Backorders.Domain.Actors;
using Backorders.Domain.Actors.Orders;
using Backorders.Domain.Ids;
using Backorders.Domain.Messages;
using Backorders.Domain.Snapshots;
using Backorders.Domain.Values;

namespace Backorders.Domain.State;

internal sealed partial class WarehouseState
{
    /// <summary>Writes everything that the fold has made, sorted where a dictionary has no order of its own.</summary>
    public void Save(SnapshotWriter to)
    {
        to.Write(TimeZone);
        to.Write(FoldedAt);
        WriteAll(to, Doors, (w, d) => w.Write(d.Value));
        WriteAll(to, Lanes, (w, l) => w.Write(l.Value));
        WriteAll(to, [.. shutLanes], (w, l) =>
        {
            w.Write(l.Key.Value);
            w.Write((long)l.Value);
        });
        WriteAll(to, [.. closedDoors], (w, d) => w.Write(d.Value));
        SnapshotForms.Write(to, Policy);
        to.Write((long)LastPolicyVersion);
        WriteAll(to, [.. ownPolicies.OrderBy(p => p.Key)], (w, p) =>
        {
            w.Write(p.Key.Value);
            SnapshotForms.Write(w, p.Value);
        });
        Tally.Save(to);
        Lateness.Save(to);
        to.Write(LastReceiptId);
        to.Write(Board.LastTaskId);
        to.Write(Board.LastToken);
        WriteAll(to, [.. items.OrderBy(i => i.Key)], (w, i) => SnapshotForms.Write(w, i.Key.Owner, i.Value));
        WriteAll(to, [.. skus.Values.OrderBy(s => s.Key)], (w, s) => WriteSku(w, s));
        WriteAll(to, [.. orders.Values.OrderBy(o => o.Key)], (w, o) => SnapshotForms.Write(w, o));
        WriteAll(to, [.. inbounds.Values.OrderBy(i => i.Key)], (w, i) => SnapshotForms.Write(w, i));
        WriteAll(to, [.. Board.All.OrderBy(t => t.Id)], (w, t) => SnapshotForms.Write(w, t));
        WriteAll(to, [.. receiptAges], (w, r) => SnapshotForms.Write(w, r));
        WriteAll(to, [.. variances.Values.OrderBy(v => v.Item.Owner).ThenBy(v => v.Scan.Device).ThenBy(v => v.Scan.Scan)], (w, v) => SnapshotForms.Write(w, v));
        WriteAll(to, [.. serials.Values], (w, s) => SnapshotForms.Write(w, s));
        WriteAll(to, [.. containers.Values], (w, c) => SnapshotForms.Write(w, c));
        WriteAll(to, [.. closedOrders], (w, c) =>
        {
            w.Write(c.At);
            w.Write(c.Order);
        });
        WriteAll(to, [.. closedInbounds], (w, c) =>
        {
            w.Write(c.At);
            w.Write(c.Asn);
        });
    }

    public void Load(ref SnapshotReader from)
    {
        LoadBuilding(ref from);
        Policy = SnapshotForms.ReadPolicy(ref from);
        LastPolicyVersion = from.ReadInt32();
        foreach ((OwnerId owner, Policy own) in ReadAll(ref from, (ref SnapshotReader r) => (OwnerId.FromTrusted(r.ReadText()), SnapshotForms.ReadPolicy(ref r))))
        {
            ownPolicies.Add(owner, own);
        }

        Tally.Load(ref from);
        Lateness.Load(ref from);
        LastReceiptId = from.ReadInt64();
        Board.LastTaskId = from.ReadInt64();
        Board.LastToken = from.ReadInt64();
        foreach ((SkuKey key, Item item) in ReadAll(ref from, SnapshotForms.ReadItem))
        {
            Define(key, item);
        }

        ReadAll(ref from, ReadSku);
        ReadAll(ref from, (ref SnapshotReader r) => ReadOrder(ref r));
        ReadAll(ref from, (ref SnapshotReader r) => ReadInbound(ref r));
        ReadAll(ref from, (ref SnapshotReader r) => ReadTask(ref r));
        foreach (KeptReceipt receipt in ReadAll(ref from, SnapshotForms.ReadReceipt))
        {
            Remember(receipt);
        }

        foreach (VarianceRecord variance in ReadAll(ref from, SnapshotForms.ReadVariance))
        {
            variances.Add((variance.Item.Owner, variance.Scan), variance);
        }

        foreach ((SerialRecord serial, TaskId task) in ReadAll(ref from, SnapshotForms.ReadSerial))
        {
            serials.Add((serial.Item, serial.Serial), serial);
            if (task != default)
            {
                TakeInHand(Task(task), [serial.Serial]);
            }
        }

        foreach (ContainerRecord container in ReadAll(ref from, SnapshotForms.ReadContainer))
        {
            containers.Add((container.Owner, container.Announced.Lpn), container);
        }

        foreach ((Instant at, OrderKey order) in ReadAll(ref from, (ref SnapshotReader r) => (r.ReadInstant(), r.ReadOrderKey())))
        {
            closedOrders.Enqueue((at, order));
        }

        foreach ((Instant at, AsnKey asn) in ReadAll(ref from, (ref SnapshotReader r) => (r.ReadInstant(), r.ReadAsnKey())))
        {
            closedInbounds.Enqueue((at, asn));
        }

        Rerank();
        AwaitDay();
        Plans.Clear();
    }

    private void LoadBuilding(ref SnapshotReader from)
    {
        TimeZone = from.ReadText();
        FoldedAt = from.ReadInstant();
        Doors = ReadAll(ref from, (ref SnapshotReader r) => DoorId.FromTrusted(r.ReadText()));
        Lanes = ReadAll(ref from, (ref SnapshotReader r) => LaneId.FromTrusted(r.ReadText()));
        foreach ((LaneId lane, LaneState lanes) in ReadAll(ref from, (ref SnapshotReader r) => (LaneId.FromTrusted(r.ReadText()), (LaneState)r.ReadInt32())))
        {
            shutLanes.Add(lane, lanes);
        }

        closedDoors.UnionWith(ReadAll(ref from, (ref SnapshotReader r) => DoorId.FromTrusted(r.ReadText())));
    }

    private delegate T Read<T>(ref SnapshotReader from);

    private static void WriteAll<T>(SnapshotWriter to, IReadOnlyList<T> all, Action<SnapshotWriter, T> write)
    {
        to.Write((long)all.Count);
        foreach (T one in all)
        {
            write(to, one);
        }
    }

    private static List<T> ReadAll<T>(ref SnapshotReader from, Read<T> read)
    {
        int count = from.ReadInt32();
        List<T> all = [];
        for (int i = 0; i < count; i++)
        {
            all.Add(read(ref from));
        }

        return all;
    }

    private static void WriteSku(SnapshotWriter to, SkuData item)
    {
        to.Write(item.Key);
        item.Stock.Save(to);
        to.Write((long)item.LastPlace);
        to.Write(item.Origin);
        to.Write(item.Lots is not null);
        WriteAll(to, [.. item.Lots?.All ?? []], (w, l) =>
        {
            SnapshotForms.Write(w, l.Lot);
            w.Write(l.IsBlocked);
            l.Stock.Save(w);
        });
        WriteAll(to, item.Aside, (w, a) =>
        {
            w.Write(a.Origin);
            w.Write((long)a.Quality);
            SnapshotForms.Write(w, a.Lot);
            w.Write(a.Quantity);
        });
        to.Write(item.Wishes is not null);
        item.Wishes?.Save(to);
    }

    private static LotStock ReadLot(ref SnapshotReader from, SkuData item)
    {
        LotStock lot = item.Lots!.Of(SnapshotForms.ReadLot(ref from)!);
        lot.IsBlocked = from.ReadBool();
        lot.Stock.Load(ref from);
        return lot;
    }

    private SkuData ReadSku(ref SnapshotReader from)
    {
        SkuData item = Sku(from.ReadSkuKey());
        item.Stock.Load(ref from);
        item.LastPlace = from.ReadInt32();
        item.Origin = from.ReadOrigin();
        item.Lots = from.ReadBool() ? new LotBook(item.Stock, Clock) : null;
        ReadAll(ref from, (ref SnapshotReader r) => ReadLot(ref r, item));
        item.Aside.AddRange(ReadAll(ref from, (ref SnapshotReader r) => new AsideUnits(r.ReadOrigin(), (Quality)r.ReadInt32(), SnapshotForms.ReadLot(ref r)) { Quantity = r.ReadQuantity() }));
        item.Wishes = from.ReadBool() ? BackInStockList.Load(ref from) : null;
        Agenda.Set(DueKey.Of(DueKind.BackInStockAgain, item.Key), item.Wishes?.NextUnspoken(new(long.MinValue)) ?? Instant.Never);
        return item;
    }

    private OrderActor ReadOrder(ref SnapshotReader from)
    {
        OrderActor order = SnapshotForms.ReadOrder(ref from);
        orders.Add(order.Key, order);
        int count = from.ReadInt32();
        for (int i = 0; i < count; i++)
        {
            BackorderLine line = SnapshotForms.ReadLine(ref from, order, key => Sku(key));
            order.Add(line);
            order.OpenLines += line.Open.IsZero ? 0 : 1;
            order.LiveLines += line.IsClosed ? 0 : 1;
            order.Increments += line.Side is { Continues: > 0 } ? 1 : 0;
            line.Item.Demand += line.Open;
            if (!line.Open.IsZero)
            {
                line.Item.Queue.Add(line);
            }

            if (!line.Held.IsZero)
            {
                line.Item.Holders.Add(line);
                Agenda.Set(DueKey.Of(DueKind.HoldEnds, line.Key), line.HoldExpiresAt);
            }
        }

        order.IsLaneShut = LaneStateOf(order.Terms.Lane) != LaneState.Open;
        WatchCutoff(order);
        Agenda.Set(DueKey.Of(DueKind.NotBefore, order.Key), order.Terms.NotBefore == default ? Instant.Never : order.Terms.NotBefore);
        Agenda.Set(DueKey.Of(DueKind.HoldPauseEnds, order.Key), order.HoldsBlockedUntil.UnixMicroseconds == long.MinValue ? Instant.Never : order.HoldsBlockedUntil);
        AwaitDates(order);
        AwaitCover(order, default);
        return order;
    }

    private InboundActor ReadInbound(ref SnapshotReader from)
    {
        InboundActor inbound = SnapshotForms.ReadInbound(ref from);
        inbounds.Add(inbound.Key, inbound);
        int lines = from.ReadInt32();
        for (int i = 0; i < lines; i++)
        {
            ExpectedSupply supply = new(inbound, Sku(new SkuKey(inbound.Key.Owner, Ids.Sku.FromTrusted(from.ReadText()))))
            {
                Announced = from.ReadQuantity(),
                Received = from.ReadQuantity(),
            };
            ReadAll(ref from, (ref SnapshotReader r) => (Line: new LineKey(r.ReadOrderKey(), r.ReadInt32()), Units: r.ReadInt64())).ForEach(g => supply.Give(g.Line, g.Units));
            inbound.Lines.Add(supply);
            if (inbound.IsOpen)
            {
                supply.Item.Expected.Add(supply);
            }
        }

        AwaitRest(inbound);
        WatchShipment(inbound);

        return inbound;
    }

    private WorkTask ReadTask(ref SnapshotReader from)
    {
        WorkTask task = SnapshotForms.ReadTask(ref from, key => Sku(key), key => Line(key));
        task.Line?.Order.Add(task);
        if (task.Line is not null && task.CanLoseUnits)
        {
            task.Item.LiveTasks.Add(task);
        }

        Board.Restore(task);
        if (task.Kind == TaskKind.Overage)
        {
            overages.Add(task.Origin.Receipt, task);
        }

        return task;
    }
}
