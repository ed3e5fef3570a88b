using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Questions;

/// <summary>Which other owner has a thing that somebody asked for and does not have; null when nobody has. For the audit.</summary>
/// <param name="Asking">Who asked.</param>
public abstract record FindOtherOwner(OwnerId Asking) : Question<OwnerId?>
{
    /// <inheritdoc/>
    public override OwnerId? Answer(Warehouse warehouse, Instant now)
    {
        foreach (OwnerId owner in warehouse.Owners)
        {
            if (owner != Asking && Has(warehouse, owner))
            {
                return owner;
            }
        }

        return null;
    }

    /// <summary>Whether it is this owner's.</summary>
    protected abstract bool Has(Warehouse warehouse, OwnerId owner);
}

/// <summary>Who else has an order of a number.</summary>
/// <param name="Asking">Who asked.</param>
/// <param name="OrderNo">The number.</param>
public sealed record FindOrderOwner(OwnerId Asking, OrderNo OrderNo) : FindOtherOwner(Asking)
{
    /// <inheritdoc/>
    protected override bool Has(Warehouse warehouse, OwnerId owner) => warehouse.GetOrder(new OrderKey(owner, OrderNo)) is not null;
}

/// <summary>Who else announced a shipment of a number.</summary>
/// <param name="Asking">Who asked.</param>
/// <param name="AsnNo">The number.</param>
public sealed record FindShipmentOwner(OwnerId Asking, AsnNo AsnNo) : FindOtherOwner(Asking)
{
    /// <inheritdoc/>
    protected override bool Has(Warehouse warehouse, OwnerId owner) => warehouse.GetShipment(new AsnKey(owner, AsnNo)) is not null;
}

/// <summary>Who else has a task.</summary>
/// <param name="Asking">Who asked.</param>
/// <param name="Task">Which.</param>
public sealed record FindTaskOwner(OwnerId Asking, TaskId Task) : FindOtherOwner(Asking)
{
    /// <inheritdoc/>
    protected override bool Has(Warehouse warehouse, OwnerId owner) => warehouse.GetTask(Task)?.Item.Owner == owner;
}

/// <summary>Who else defined an item; null also when the one who asked did.</summary>
/// <param name="Asking">Who asked.</param>
/// <param name="Sku">Its SKU.</param>
public sealed record FindItemOwner(OwnerId Asking, Sku Sku) : FindOtherOwner(Asking)
{
    /// <inheritdoc/>
    protected override bool Has(Warehouse warehouse, OwnerId owner) =>
        warehouse.GetItem(new SkuKey(owner, Sku)) is not null && warehouse.GetItem(new SkuKey(Asking, Sku)) is null;
}

/// <summary>Who else announced a container.</summary>
/// <param name="Asking">Who asked.</param>
/// <param name="Lpn">Its licence plate.</param>
public sealed record FindContainerOwner(OwnerId Asking, string Lpn) : FindOtherOwner(Asking)
{
    /// <inheritdoc/>
    protected override bool Has(Warehouse warehouse, OwnerId owner) => warehouse.HasContainer(owner, Lpn);
}

/// <summary>Who else has a receipt under a scan; null also when the one who asked has one.</summary>
/// <param name="Asking">Who asked.</param>
/// <param name="Scan">The device and its scan.</param>
public sealed record FindScanOwner(OwnerId Asking, ScanKey Scan) : FindOtherOwner(Asking)
{
    /// <inheritdoc/>
    protected override bool Has(Warehouse warehouse, OwnerId owner) => warehouse.HasReceipt(owner, Scan) && !warehouse.HasReceipt(Asking, Scan);
}

/// <summary>Who else has a receipt.</summary>
/// <param name="Asking">Who asked.</param>
/// <param name="Receipt">Its number.</param>
public sealed record FindReceiptOwner(OwnerId Asking, ReceiptId Receipt) : FindOtherOwner(Asking)
{
    /// <inheritdoc/>
    protected override bool Has(Warehouse warehouse, OwnerId owner) => warehouse.OwnerOf(Receipt) == owner;
}
