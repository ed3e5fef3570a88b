using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.ActorData;

/// <summary>
/// What is known of one owner's item: the queue of its backorder lines, where its units are, and the shipments that will bring more. Rules of other actors
/// look at it too; what the item decides is in <c>SkuActor</c>.
/// </summary>
internal abstract class SkuData(SkuKey key)
{
    public SkuKey Key { get; } = key;

    public Stock Stock { get; } = new();

    /// <summary>Its lots; null for an item whose units are not told apart.</summary>
    public LotBook? Lots { get; set; }

    /// <summary>The stock of a lot, or the item's when there is none.</summary>
    public Stock StockOf(Lot? lot) => lot is null || Lots is null ? Stock : Lots.Of(lot).Stock;

    public BackorderQueue Queue { get; } = new();

    /// <summary>Lines of other queues whose orders lack this item.</summary>
    public ParkedLines Parked { get; } = new();

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

    /// <summary>Of these, the units that a shipment is linked to.</summary>
    public Quantity PeggedDemand { get; set; }

    /// <summary>Open units that no shipment is linked to.</summary>
    public Quantity UnpeggedDemand => Demand - PeggedDemand;

    /// <summary>With which receipt the units now at the dock came. Set and used within one turn: between turns nothing is left there.</summary>
    public DockOrigin Origin { get; set; }
}
