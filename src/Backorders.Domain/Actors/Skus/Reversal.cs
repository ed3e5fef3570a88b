using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Moves;
using Backorders.Domain.Values;

namespace Backorders.Domain.Actors.Skus;

/// <summary>
/// Takes back the units of a receipt that never came. Who loses units is decided as in <see cref="Gathering"/>; but the units that are really there are those of
/// other receipts. A task or a hold that keeps its units and says the reversed receipt's door would send somebody to units that do not exist: it gets those that the
/// losers gave up, where they are.
/// </summary>
internal static class Reversal
{
    /// <summary>Units that stay with a line and are to be given to it anew, with where they really are.</summary>
    /// <param name="Line">Whose.</param>
    /// <param name="Units">How many.</param>
    /// <param name="Source">Dock or storage.</param>
    /// <param name="Origin">With which receipt they came, if they are at the dock.</param>
    /// <param name="HoldEnds">Until when they are held; null for units of a task.</param>
    internal readonly record struct Swap(BackorderLine Line, Quantity Units, Source Source, DockOrigin Origin, Instant? HoldEnds = null);

    /// <summary>Gathers a receipt's units at the dock, as many as are within reach, to be reversed.</summary>
    /// <param name="item">Whose units.</param>
    /// <param name="receipt">What is reversed.</param>
    /// <param name="turn">The running turn.</param>
    /// <param name="swaps">What must be given anew when the reversal is told: until then it lies at the dock, or in storage.</param>
    /// <returns>How many were gathered for the reversal.</returns>
    public static Quantity Gather(SkuData item, KeptReceipt receipt, ITurn turn, out IReadOnlyList<Swap> swaps)
    {
        Stock stock = item.StockOf(receipt.Lot);
        Held[] holds = [.. Gathering.LastFirst(item.Holders, turn).Reverse().Select(l => new Held(l, AtDock(l, receipt.Lot), l.HeldOrigin))];
        Gathering.FromHolds(item, receipt.Lot, Less(receipt.Quantity, stock.OnHand), ReasonCode.ReceiptReversed, turn);
        Quantity there = stock.Usable;
        IReadOnlyList<(WorkTask Task, Quantity Part)> losers = Gathering.Losers(item, receipt.Lot, Less(receipt.Quantity, stock.Free), turn);
        Quantity storage = losers.Where(l => l.Task.Source == Source.Storage).Aggregate(stock.OnHand, (sum, l) => sum + l.Part);
        List<(DockOrigin Origin, Quantity Units)> dock =
        [
            .. holds.Where(h => h.Origin.Receipt != receipt.Id).Select(h => (h.Origin, h.AtDock - AtDock(h.Line, receipt.Lot))).Where(h => !h.Item2.IsZero),
            .. losers.Where(l => Stands(l.Task, receipt) == Place.Elsewhere).Select(l => (l.Task.Origin, l.Part)),
        ];
        List<Swap> anew = [];
        foreach ((WorkTask task, Quantity kept) in Keepers(item, receipt, losers, turn))
        {
            Quantity found = TakeFrom(task.Line!, kept, ref storage, dock, anew);
            if (found.IsZero)
            {
                break;
            }

            if (task.HasHolder && found < kept)
            {
                anew.Add(new Swap(task.Line!, kept - found, Source.Dock, task.Origin)); // a station drops the whole task
            }

            TakingBack.Units(task, task.HasHolder ? kept : found, removed: false, ReasonCode.DockSwap, requeued: false, turn);
        }

        SwapHolds(holds.Where(h => h.Origin.Receipt == receipt.Id), receipt, ref storage, dock, anew, turn);

        // Those of the reversed receipt first: what is taken back last says where units lie that are left over.
        foreach ((WorkTask task, Quantity part) in losers.OrderBy(l => Stands(l.Task, receipt)))
        {
            Gathering.Take(task, part, ReasonCode.ReceiptReversed, turn);
        }

        swaps = anew;
        Quantity gone = losers.Where(l => Stands(l.Task, receipt) == Place.Its).Aggregate(there + Sum(anew.Where(s => s.Origin.Receipt != receipt.Id)), (sum, l) => sum + l.Part);
        return FromStorage(item, receipt, Less(receipt.Quantity, gone), anew, turn);
    }

    /// <summary>Gives anew what stayed with its lines.</summary>
    public static void GiveAnew(IReadOnlyList<Swap> swaps, Lot? lot, ITurn turn)
    {
        foreach (Swap swap in swaps)
        {
            if (swap.HoldEnds is { } expires)
            {
                Giving.HoldAgain(swap.Line, swap.Units, swap.Source, swap.Origin, lot, expires, turn);
            }
            else
            {
                Giving.Allocate(swap.Line, swap.Units, swap.Source, swap.Origin, lot, turn);
            }
        }
    }

    /// <summary>Ends holds of the reversed receipt's units as far as others stand in for them.</summary>
    private static void SwapHolds(
        IEnumerable<Held> its, KeptReceipt receipt, ref Quantity storage, List<(DockOrigin Origin, Quantity Units)> dock, List<Swap> anew, ITurn turn)
    {
        foreach (BackorderLine line in its.Select(h => h.Line))
        {
            List<Swap> found = [];
            Instant expires = line.HoldExpiresAt;
            Quantity units = TakeFrom(line, AtDock(line, receipt.Lot), ref storage, dock, found);
            if (!units.IsZero)
            {
                turn.Emit(EndingHold.Of(line, units, receipt.Lot, ReasonCode.DockSwap));
                anew.AddRange(found.Select(s => s with { HoldEnds = expires }));
            }
        }
    }

    /// <summary>Held units that are at the dock, of one lot or of the item.</summary>
    private static Quantity AtDock(BackorderLine line, Lot? lot) =>
        line.SplitHeld(lot, line.Held).Aggregate(Quantity.Zero, static (sum, part) => sum + part.AtDock);

    /// <summary>Brings from storage what the reversed receipt had there, and whatever else is missing, but for what is given anew from there.</summary>
    private static Quantity FromStorage(SkuData item, KeptReceipt receipt, Quantity its, List<Swap> anew, ITurn turn)
    {
        Stock stock = item.StockOf(receipt.Lot);
        Quantity again = Sum(anew.Where(s => s.Source == Source.Dock));
        Quantity missing = Less(receipt.Quantity + again, stock.Usable);
        Quantity part = Quantity.Min(its > missing ? its : missing, Less(stock.OnHand, Sum(anew.Where(s => s.Source == Source.Storage))));
        if (!part.IsZero)
        {
            turn.Emit(new UnitsTakenFromStorage(item.Key, part, ReasonCode.ReceiptReversed) { Lot = receipt.Lot });
        }

        return Quantity.Min(receipt.Quantity, stock.Usable - again);
    }

    /// <summary>Tasks that say the reversed receipt's door and do not lose all of their units, the front of the queue first, each with what it keeps.</summary>
    private static IEnumerable<(WorkTask Task, Quantity Kept)> Keepers(
        SkuData item, KeptReceipt receipt, IReadOnlyList<(WorkTask Task, Quantity Part)> losers, ITurn turn)
    {
        IEnumerable<WorkTask> its = item.LiveTasks.Where(t => t.Lot == receipt.Lot && Stands(t, receipt) == Place.Its);
        return [.. Gathering.LastFirst(its, turn).Reverse()
            .Select(t => (Task: t, Kept: losers.Where(l => l.Task == t).Aggregate(t.Quantity, (left, l) => left - l.Part)))
            .Where(pair => !pair.Kept.IsZero)];
    }

    /// <summary>Finds units that are really there: in storage first, which costs nobody a way to the dock, then at the dock.</summary>
    private static Quantity TakeFrom(BackorderLine line, Quantity units, ref Quantity storage, List<(DockOrigin Origin, Quantity Units)> dock, List<Swap> anew)
    {
        Quantity found = Quantity.Min(units, storage);
        if (!found.IsZero)
        {
            storage -= found;
            anew.Add(new Swap(line, found, Source.Storage, default));
        }

        while (found < units && dock.Count > 0)
        {
            (DockOrigin origin, Quantity there) = dock[0];
            Quantity part = Quantity.Min(units - found, there);
            anew.Add(new Swap(line, part, Source.Dock, origin));
            found += part;
            dock[0] = (origin, there - part);
            dock.RemoveAll(static d => d.Units.IsZero);
        }

        return found;
    }

    private static Place Stands(WorkTask task, KeptReceipt receipt) =>
        task.IsPicked || task.Source == Source.Storage ? Place.NotAtDock : task.Origin.Receipt == receipt.Id ? Place.Its : Place.Elsewhere;

    private static Quantity Sum(IEnumerable<Swap> swaps) => swaps.Aggregate(Quantity.Zero, static (sum, s) => sum + s.Units);

    private static Quantity Less(Quantity units, Quantity by) => units > by ? units - by : Quantity.Zero;

    /// <summary>A line's hold before the reversal.</summary>
    private readonly record struct Held(BackorderLine Line, Quantity AtDock, DockOrigin Origin);

    /// <summary>Where the units of a task are, in the order in which they are taken back.</summary>
    private enum Place { Its, NotAtDock, Elsewhere }
}
