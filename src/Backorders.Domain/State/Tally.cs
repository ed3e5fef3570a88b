using Backorders.Domain.Actors;
using Backorders.Domain.Snapshots;
using Backorders.Domain.Views;

namespace Backorders.Domain.State;

/// <summary>Running totals, counted by the fold.</summary>
internal sealed class Tally
{
    public long Orders, Lines, LinesRefused, Ordered, Cancelled, Waiting, WaitingLines, Receipts, Received, Returned, CrossDocked, PutAway, OnHand, Shipped,
        Adjusted, Reversed, Tasks, PromisesGiven, PromisesChanged, PromisesKept, LeasesExpired, HoldsExpired, ShortPicks, CountExpected, CountDifference;

    public Figures ToFigures(TaskBoard board, long conservationFaults) => new()
    {
        Orders = Orders,
        Lines = Lines,
        LinesRefused = LinesRefused,
        Ordered = Ordered,
        Cancelled = Cancelled,
        Waiting = Waiting,
        WaitingLines = WaitingLines,
        Receipts = Receipts,
        Received = Received,
        Returned = Returned,
        CrossDocked = CrossDocked,
        PutAway = PutAway,
        OnHand = OnHand,
        Shipped = Shipped,
        Adjusted = Adjusted,
        Reversed = Reversed,
        Tasks = Tasks,
        TasksReady = board.ReadyCount,
        TasksLeased = board.LeasedCount,
        PromisesGiven = PromisesGiven,
        PromisesChanged = PromisesChanged,
        PromisesKept = PromisesKept,
        LeasesExpired = LeasesExpired,
        HoldsExpired = HoldsExpired,
        ShortPicks = ShortPicks,
        CountExpected = CountExpected,
        CountDifference = CountDifference,
        ConservationFaults = conservationFaults,
    };

    public void Save(SnapshotWriter to)
    {
        foreach (long count in (ReadOnlySpan<long>)
            [
                Orders, Lines, LinesRefused, Ordered, Cancelled, Waiting, WaitingLines, Receipts, Received, Returned, CrossDocked, PutAway, OnHand, Shipped,
                Adjusted, Reversed, Tasks, PromisesGiven, PromisesChanged, PromisesKept, LeasesExpired, HoldsExpired, ShortPicks, CountExpected, CountDifference,
            ])
        {
            to.Write(count);
        }
    }

    public void Load(ref SnapshotReader from)
    {
        Orders = from.ReadInt64();
        Lines = from.ReadInt64();
        LinesRefused = from.ReadInt64();
        Ordered = from.ReadInt64();
        Cancelled = from.ReadInt64();
        Waiting = from.ReadInt64();
        WaitingLines = from.ReadInt64();
        Receipts = from.ReadInt64();
        Received = from.ReadInt64();
        Returned = from.ReadInt64();
        CrossDocked = from.ReadInt64();
        PutAway = from.ReadInt64();
        OnHand = from.ReadInt64();
        Shipped = from.ReadInt64();
        Adjusted = from.ReadInt64();
        Reversed = from.ReadInt64();
        Tasks = from.ReadInt64();
        PromisesGiven = from.ReadInt64();
        PromisesChanged = from.ReadInt64();
        PromisesKept = from.ReadInt64();
        LeasesExpired = from.ReadInt64();
        HoldsExpired = from.ReadInt64();
        ShortPicks = from.ReadInt64();
        CountExpected = from.ReadInt64();
        CountDifference = from.ReadInt64();
    }
}
