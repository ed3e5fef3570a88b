using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.ActorData;

/// <summary>
/// What is known of one owner's item: the queue of its backorder lines, where its units are, and the shipments that will bring more. Rules of other actors
/// look at it too; what the item decides is in <c>SkuActor</c>.
/// </summary>
internal abstract class SkuData
{
    private readonly PlanList plans;
    private long coverKnownAt = -1;

    /// <summary>An item of which nothing is known yet.</summary>
    /// <param name="key">Owner and SKU.</param>
    /// <param name="plans">Where it is put when its plan must be made anew.</param>
    protected SkuData(SkuKey key, PlanList plans)
    {
        this.plans = plans;
        Key = key;
        Queue = new BackorderQueue(this);
    }

    public SkuKey Key { get; }

    public Stock Stock { get; } = new();

    /// <summary>Whether its units are told apart by lot, also before the first of them has come.</summary>
    public bool HasLots { get; set; }

    /// <summary>Its lots; null for an item whose units are not told apart, or of which none has come.</summary>
    public LotBook? Lots { get; set; }

    /// <summary>The stock of a lot, or the item's when there is none.</summary>
    public Stock StockOf(Lot? lot) => lot is null || Lots is null ? Stock : Lots.Of(lot).Stock;

    public BackorderQueue Queue { get; }

    /// <summary>Shipments that may bring more, earliest first.</summary>
    public SortedSet<ExpectedSupply> Expected { get; } = [];

    /// <summary>Lines that have units set aside.</summary>
    public HashSet<BackorderLine> Holders { get; } = [];

    /// <summary>Tasks whose units could still be taken back.</summary>
    public HashSet<WorkTask> LiveTasks { get; } = [];

    /// <summary>Before this time nobody gets any.</summary>
    public Instant ReleaseAt { get; set; }

    /// <summary>Customers who want to be told when it is there again; null when nobody ever asked.</summary>
    public BackInStockList? Wishes { get; set; }

    /// <summary>Units on hand that no waiting line wants.</summary>
    public Quantity Surplus => Stock.OnHand > Demand ? Stock.OnHand - Demand : Quantity.Zero;

    /// <summary>Units held or damaged, by the arrival they came with, the oldest first.</summary>
    public List<AsideUnits> Aside { get; } = [];

    /// <summary>Units that waiting lines want: the sum of what is open on them.</summary>
    public Quantity Demand { get; set; }

    /// <summary>The promise place that was given last.</summary>
    public int LastPlace { get; set; }

    /// <summary>With which receipt the units now at the dock came. Set and used within one turn: between turns nothing is left there.</summary>
    public DockOrigin Origin { get; set; }

    /// <summary>Who is deciding anew what hangs on it, so that nothing of it is known meanwhile.</summary>
    public object? DecidedAnewBy { get; set; }

    /// <summary>Whether it stands on the list of those that are planned at the end of the turn.</summary>
    public bool IsPlanDue { get; set; }

    /// <summary>Says that something changed that its plan hangs on.</summary>
    public void PlanAgain()
    {
        Version++;
        plans.Add(this);
    }

    /// <summary>Grows with each change of anything that its plan hangs on.</summary>
    public long Version { get; private set; }

    /// <summary>Has it planned at the end of the turn, whether anything changes or not.</summary>
    public void PlanAtEnd() => plans.AddUnchanged(this);

    /// <summary>Whether nothing has changed anywhere since it was decided who is covered of those who want this item.</summary>
    public bool IsCoverKnown => coverKnownAt == plans.Changes;

    /// <summary>Remembers that it is decided who is covered, as of so many changes.</summary>
    public void CoverIsKnown(long changes) => coverKnownAt = changes;

    /// <summary>Says that a plan of it has looked at so many lines or sums one by one.</summary>
    public void Looked(long count) => plans.Looked(count);

    /// <summary>Changes until now, of all items.</summary>
    public long Changes => plans.Changes;
}
