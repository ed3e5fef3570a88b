using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Server.Mapping;

/// <summary>
/// What one turn did to units, read off its events alone: where units went, and who lost some. Units that were held and released in the same turn are
/// told once, by where they ended.
/// </summary>
internal sealed class UnitFlow
{
    private readonly List<Entry> entries = [];
    private readonly List<V1.TakenBack> takenBack = [];
    private readonly ReceiptRecorded? receipt;

    private UnitFlow(IReadOnlyList<Event> events)
    {
        receipt = events.Count > 0 ? events[0] as ReceiptRecorded : null;
        for (int i = 0; i < events.Count; i++)
        {
            Follow(events[i]);
        }
    }

    public static UnitFlow Of(IReadOnlyList<Event> events) => new(events);

    /// <summary>Everything that went somewhere.</summary>
    public IEnumerable<V1.Disposition> All => entries.Select(e => e.Disposition);

    /// <summary>Who lost units, in the order in which they lost them.</summary>
    public IReadOnlyList<V1.TakenBack> TakenBack => takenBack;

    /// <summary>Those of them that lost units to a strictly higher class.</summary>
    public IEnumerable<V1.TakenBack> Outranked => takenBack.Where(static t => t.Reason == V1.ReasonCode.Outranked);

    /// <summary>Those of them that lost units for another reason.</summary>
    public IEnumerable<V1.TakenBack> NotOutranked => takenBack.Where(static t => t.Reason != V1.ReasonCode.Outranked);

    /// <summary>Divides what went somewhere: the units of the turn's own receipt, which add up to it, and what else the receipt set free.</summary>
    public void Divide(ICollection<V1.Disposition> own, ICollection<V1.Disposition> released)
    {
        long left = receipt!.Quantity.Units;
        if (receipt.Quality != Quality.Usable)
        {
            V1.Disposition.Types.What what = receipt.Quality == Quality.QcHold ? V1.Disposition.Types.What.QcHold : V1.Disposition.Types.What.Damaged;
            own.Add(new V1.Disposition { Quantity = left, What = what, Sku = receipt.Item.Sku.Value });
            left = 0;
        }

        foreach (Entry entry in entries)
        {
            V1.Disposition disposition = entry.Disposition;
            long mine = entry.FromDock ? Math.Min(left, disposition.Quantity) : 0;
            if (mine == disposition.Quantity)
            {
                own.Add(disposition);
            }
            else
            {
                AddPart(own, disposition, mine);
                AddPart(released, disposition, disposition.Quantity - mine);
            }

            left -= mine;
        }
    }

    private static void AddPart(ICollection<V1.Disposition> to, V1.Disposition whole, long quantity)
    {
        if (quantity > 0)
        {
            V1.Disposition part = whole.Clone();
            part.Quantity = quantity;
            to.Add(part);
        }
    }

    private void Follow(Event change)
    {
        switch (change)
        {
            case UnitsAllocated e:
                Allocate(e);
                break;
            case UnitsHeld e:
                Add(Make(V1.Disposition.Types.What.Held, e.Item, e.Quantity.Units, e.Line), e.Source == Source.Dock && IsReceived(e.Item));
                break;
            case UnitsPutAway e:
                Add(Make(V1.Disposition.Types.What.PutAway, e.Item, e.Quantity.Units, null), IsReceived(e.Item));
                break;
            case HoldEnded e:
                EndHold(e);
                break;
            case AllocationTakenBack e:
                takenBack.Add(Lost(e.Task, e.Line, e.Item, e.Quantity, default, e.Reason));
                break;
            case TaskDamaged e:
                takenBack.Add(Lost(e.Task, e.Line, e.Item, e.Quantity, default, e.Reason));
                break;
            case OverageHeld e:
                V1.Disposition beyond = Make(V1.Disposition.Types.What.Overage, e.Item, e.Quantity.Units, null);
                beyond.TaskId = e.Task.Value;
                Add(beyond, IsReceived(e.Item));
                break;
            case PickedUnitsTakenBack e:
                takenBack.Add(Lost(e.Task, e.Line, e.Item, e.Quantity, e.PutBack, e.Reason));
                break;
            default:
                break;
        }
    }

    private void Allocate(UnitsAllocated e)
    {
        long left = e.Quantity.Units;
        if (e.Source == Source.Hold)
        {
            // Held in this very turn and released in it: told as what it became.
            for (int i = 0; i < entries.Count && left > 0; i++)
            {
                if (IsHold(entries[i], e.Line))
                {
                    left -= Release(i, left, e);
                }
            }
        }

        if (left > 0)
        {
            Add(ToLane(e, left), e.Source == Source.Dock && IsReceived(e.Item));
        }
    }

    private long Release(int index, long wanted, UnitsAllocated e)
    {
        Entry held = entries[index];
        long part = Math.Min(wanted, held.Disposition.Quantity);
        entries[index] = held with { Disposition = ToLane(e, part) };
        if (part < held.Disposition.Quantity)
        {
            held.Disposition.Quantity -= part;
            entries.Insert(index + 1, held);
        }

        return part;
    }

    private void EndHold(HoldEnded e)
    {
        long left = e.Quantity.Units;
        for (int i = entries.Count - 1; i >= 0 && left > 0; i--)
        {
            if (IsHold(entries[i], e.Line))
            {
                V1.Disposition held = entries[i].Disposition;
                long part = Math.Min(left, held.Quantity);
                held.Quantity -= part;
                left -= part;
                if (held.Quantity == 0)
                {
                    entries.RemoveAt(i);
                }
            }
        }

        if (left > 0)
        {
            takenBack.Add(Lost(default, e.Line, e.Item, new Quantity(left), default, e.Reason));
        }
    }

    private bool IsReceived(SkuKey item) => receipt is not null && receipt.Item == item;

    private static bool IsHold(Entry entry, LineKey line) => entry.Disposition.What == V1.Disposition.Types.What.Held
        && entry.Disposition.LineNo == line.LineNo && entry.Disposition.OrderNo == line.Order.OrderNo.Value;

    private void Add(V1.Disposition disposition, bool fromDock) => entries.Add(new Entry(disposition, fromDock));

    private static V1.Disposition ToLane(UnitsAllocated e, long quantity)
    {
        V1.Disposition disposition = Make(V1.Disposition.Types.What.ToLane, e.Item, quantity, e.Line);
        disposition.Lane = e.Lane.Value;
        disposition.TaskId = e.Task.Value;
        disposition.Source = (V1.Source)e.Source;
        return disposition;
    }

    private static V1.Disposition Make(V1.Disposition.Types.What what, SkuKey item, long quantity, LineKey? line)
    {
        V1.Disposition disposition = new() { What = what, Quantity = quantity, Sku = item.Sku.Value };
        if (line is { } known)
        {
            disposition.OrderNo = known.Order.OrderNo.Value;
            disposition.LineNo = known.LineNo;
        }

        return disposition;
    }

    private static V1.TakenBack Lost(TaskId task, LineKey line, SkuKey item, Quantity quantity, TaskId putBack, ReasonCode reason) => new()
    {
        TaskId = task.Value,
        OrderNo = line.Order.OrderNo.Value,
        LineNo = line.LineNo,
        Sku = item.Sku.Value,
        Quantity = quantity.Units,
        PutBackTaskId = putBack.Value,
        Reason = (V1.ReasonCode)reason,
    };

    private readonly record struct Entry(V1.Disposition Disposition, bool FromDock);
}
