namespace Backorders.Domain.Views;

/// <summary>Running totals of a warehouse since its first event, in units unless said otherwise. Part of its state, so a replay counts the same.</summary>
public sealed record Figures
{
    /// <summary>Orders accepted.</summary>
    public long Orders { get; init; }

    /// <summary>Lines accepted.</summary>
    public long Lines { get; init; }

    /// <summary>Lines refused within accepted orders.</summary>
    public long LinesRefused { get; init; }

    /// <summary>Units ordered.</summary>
    public long Ordered { get; init; }

    /// <summary>Units cancelled.</summary>
    public long Cancelled { get; init; }

    /// <summary>Units that wait: open or held.</summary>
    public long Waiting { get; init; }

    /// <summary>Lines that wait.</summary>
    public long WaitingLines { get; init; }

    /// <summary>Receipts recorded, returns included.</summary>
    public long Receipts { get; init; }

    /// <summary>Units received, returns not included.</summary>
    public long Received { get; init; }

    /// <summary>Units that customers sent back.</summary>
    public long Returned { get; init; }

    /// <summary>Units given straight from the dock.</summary>
    public long CrossDocked { get; init; }

    /// <summary>Units put away.</summary>
    public long PutAway { get; init; }

    /// <summary>Units on hand now.</summary>
    public long OnHand { get; init; }

    /// <summary>Units shipped.</summary>
    public long Shipped { get; init; }

    /// <summary>Units found minus units lost.</summary>
    public long Adjusted { get; init; }

    /// <summary>Units of receipts taken back.</summary>
    public long Reversed { get; init; }

    /// <summary>Tasks made.</summary>
    public long Tasks { get; init; }

    /// <summary>Tasks that may be leased now.</summary>
    public long TasksReady { get; init; }

    /// <summary>Tasks under lease now.</summary>
    public long TasksLeased { get; init; }

    /// <summary>Lines that got a first promise.</summary>
    public long PromisesGiven { get; init; }

    /// <summary>Times a promise moved past the threshold.</summary>
    public long PromisesChanged { get; init; }

    /// <summary>Lines wholly shipped no later than their first promise.</summary>
    public long PromisesKept { get; init; }

    /// <summary>Leases that ran out.</summary>
    public long LeasesExpired { get; init; }

    /// <summary>Holds that ran out.</summary>
    public long HoldsExpired { get; init; }

    /// <summary>Short picks.</summary>
    public long ShortPicks { get; init; }

    /// <summary>Units that stood in the books where something was physically counted.</summary>
    public long CountExpected { get; init; }

    /// <summary>Units by which these counts differed, more and fewer added up.</summary>
    public long CountDifference { get; init; }

    /// <summary>1 − <see cref="CountDifference"/> / <see cref="CountExpected"/>, never below 0; 1 when nothing was counted.</summary>
    public double InventoryAccuracy => CountExpected == 0 ? (CountDifference == 0 ? 1 : 0) : Math.Max(0, 1 - ((double)CountDifference / CountExpected));

    /// <summary>Variances that wait for a supervisor.</summary>
    public long VariancesOpen { get; init; }

    /// <summary>Overages that wait for a supervisor.</summary>
    public long OveragesOpen { get; init; }

    /// <summary>Shipments that should have come and have not.</summary>
    public long ShipmentsOverdue { get; init; }

    /// <summary>Items whose counts do not add up. Must be zero.</summary>
    public long ConservationFaults { get; init; }
}
