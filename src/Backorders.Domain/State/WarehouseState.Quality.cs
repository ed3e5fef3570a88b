using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.State;

internal sealed partial class WarehouseState
{
    private readonly Dictionary<ReceiptId, WorkTask> overages = [];
    private readonly Dictionary<(OwnerId Owner, ScanKey Scan), VarianceRecord> variances = [];

    /// <summary>How many variances wait for a supervisor.</summary>
    public int OpenVariances => variances.Count;

    /// <summary>How many overages wait for a supervisor.</summary>
    public int OpenOverages => overages.Count;

    /// <summary>How many variances of one owner's receipts and counts wait for a supervisor.</summary>
    public int VariancesOf(OwnerId owner) => variances.Keys.Count(k => k.Owner == owner);

    /// <summary>How many overages of one owner's items wait for a supervisor.</summary>
    public int OveragesOf(OwnerId owner) => overages.Values.Count(t => t.Item.Key.Owner == owner);

    /// <summary>The supervisor's task about units beyond what was announced that came with a receipt; null when nothing waits.</summary>
    public WorkTask? FindOverage(ReceiptId receipt) => overages.GetValueOrDefault(receipt);

    /// <summary>The open variance of a scan: units that it had to take back, but that had left; null when none is open.</summary>
    public VarianceRecord? FindVariance(OwnerId owner, ScanKey scan) => variances.GetValueOrDefault((owner, scan));

    private void On(QualityChanged e, Instant at)
    {
        SkuData item = Sku(e.Item);
        StockOf(e.Item, e.Lot).ChangeQuality(e.Quantity, e.From, e.To);
        bool known = e.DockedAt != default;
        DockOrigin origin = known ? new DockOrigin(e.Receipt, e.DockedAt, e.Door) : new DockOrigin(ReceiptId.None, at, default);
        if (e.From != Quality.Usable)
        {
            TakeAside(item, e.From, e.Quantity, known ? e.Receipt : null, e.Lot);
        }

        if (e.To != Quality.Usable)
        {
            SetAside(item, origin, e.To, e.Quantity, e.Lot);
        }
        else if (known)
        {
            item.Origin = origin;
        }
    }

    private void On(UnitsDisposed e)
    {
        SkuData item = Sku(e.Item);
        DockOrigin origin = new(e.Receipt, e.DockedAt, e.Door);
        TakeAside(item, e.From, e.Quantity, e.Receipt, e.Lot);
        if (e.Disposition == DispositionCode.Refurbish)
        {
            StockOf(e.Item, e.Lot).ChangeQuality(e.Quantity, e.From, Quality.QcHold);
            SetAside(item, origin, Quality.QcHold, e.Quantity, e.Lot);
        }
        else
        {
            StockOf(e.Item, e.Lot).ChangeQuality(e.Quantity, e.From, Quality.Usable);
            item.Origin = origin;
        }
    }

    private void On(OverageHeld e)
    {
        SkuData item = Sku(e.Item);
        StockOf(e.Item, e.Lot).HoldOverage(e.Quantity);
        WorkTask task = new(e.Task, TaskKind.Overage, item)
        {
            State = TaskState.Parked, ParkedFrom = TaskState.Parked, Quantity = e.Quantity, Origin = item.Origin, Lot = e.Lot,
        };
        Board.Add(task);
        overages.Add(e.Receipt, task);
        Tally.Tasks++;
    }

    private void On(OverageDecided e)
    {
        SkuData item = Sku(e.Item);
        WorkTask task = Task(e.Task);
        StockOf(task).ReleaseOverage(e.Quantity);
        item.Origin = task.Origin;
        overages.Remove(e.Receipt);
        Board.Forget(task);
    }

    private void On(StockAdjusted e, Instant at)
    {
        if (e.Difference > 0 && e.Scan != default)
        {
            Sku(e.Item).Origin = new DockOrigin(ReceiptId.None, at, default); // a count names no door; what a count task finds lies where the task is
        }

        Stock stock = StockOf(e.Item, e.Lot);
        if (e.Difference >= 0)
        {
            stock.Find(new Quantity(e.Difference));
        }
        else
        {
            stock.Lose(new Quantity(-e.Difference));
        }

        Tally.Adjusted += e.Difference;
        if (e.Expected is { } expected && e.Counted is { } counted)
        {
            Tally.CountExpected += expected;
            Tally.CountDifference += Math.Abs(counted - expected);
        }

        AddVariance(e.Item, e.Scan, e.Missing, at);
        if (e.Difference >= 0)
        {
            AddSerials(e.Item, e.Serials, ReceiptId.None, at);
        }
        else
        {
            DropSerials(e.Item, e.Serials);
        }
    }

    private void On(VarianceApproved e) => variances.Remove((e.Item.Owner, e.Scan));

    private void AddVariance(SkuKey item, ScanKey scan, Quantity units, Instant at)
    {
        if (!units.IsZero)
        {
            variances[(item.Owner, scan)] = new VarianceRecord(item, scan, units, at);
        }
    }

    private static void SetAside(SkuData item, DockOrigin origin, Quality quality, Quantity units, Lot? lot)
    {
        AsideUnits? known = item.Aside.Find(a => a.Quality == quality && a.Origin == origin && a.Lot == lot);
        if (known is null)
        {
            int at = item.Aside.Count;
            while (at > 0 && item.Aside[at - 1].Origin.DockedAt > origin.DockedAt)
            {
                at--;
            }

            item.Aside.Insert(at, known = new AsideUnits(origin, quality, lot));
        }

        known.Quantity += units;
    }

    /// <summary>Units leave what is set aside: those of the receipt first, then the oldest.</summary>
    private static void TakeAside(SkuData item, Quality quality, Quantity units, ReceiptId? receipt, Lot? lot)
    {
        foreach (bool ofReceipt in (ReadOnlySpan<bool>)[true, false])
        {
            for (int i = 0; i < item.Aside.Count && !units.IsZero; i++)
            {
                AsideUnits aside = item.Aside[i];
                if (aside.Quality == quality && aside.Lot == lot && (!ofReceipt || aside.Origin.Receipt == receipt))
                {
                    Quantity part = Quantity.Min(units, aside.Quantity);
                    aside.Quantity -= part;
                    units -= part;
                }
            }
        }

        item.Aside.RemoveAll(a => a.Quantity.IsZero);
    }
}
