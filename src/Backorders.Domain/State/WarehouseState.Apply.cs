using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.State;

internal sealed partial class WarehouseState
{
    /// <summary>Folds one event into the state. The most frequent come first.</summary>
    /// <exception cref="InvalidOperationException">The event does not fit the state: the journal was not written by this history.</exception>
    public void Apply(Event change, Instant at)
    {
        FoldedAt = at;
        switch (change)
        {
            case UnitsAllocated e: On(e, at); break;
            case TaskPicked e: On(e); break;
            case TasksPacked e: On(e); break;
            case TasksShipped e: On(e, at); break;
            case ReceiptRecorded e: On(e, at); break;
            case TasksLeased e: On(e); break;
            case PromiseGiven e: On(e); break;
            case PromiseChanged e: On(e, at); break;
            case LinePlaced e: GivePlace(Line(e.Line)); break;
            case CoverChanged e: On(e); break;
            case OrderAccepted e: On(e, at); break;
            case UnitsPutAway e: On(e); break;
            case UnitsHeld e: On(e, at); break;
            case HoldEnded e: On(e, at); break;
            case TaskStarted e: On(e); break;
            case TaskShort e: On(e); break;
            case TaskReturned e: On(e); break;
            case LeaseExpired e: On(e); break;
            case LeasesRenewed e: On(e); break;
            case AllocationTakenBack e: On(e, at); break;
            case PickedUnitsTakenBack e: On(e); break;
            case LineCancelled e: On(e, at); break;
            case ShipmentAnnounced e: On(e, at); break;
            case ShipmentUpdated e: On(e, at); break;
            case ShipmentClosed e: On(e, at); break;
            case ShipmentCancelled e: On(e, at); break;
            case ShipmentOverdue e: On(e); break;
            case ReceiptReversed e: On(e, at); break;
            case UnitsTakenFromStorage e: On(e); break;
            case StockAdjusted e: On(e, at); break;
            case QualityChanged e: On(e, at); break;
            case UnitsDisposed e: On(e); break;
            case OverageHeld e: On(e); break;
            case OverageDecided e: On(e); break;
            case VarianceApproved e: On(e); break;
            case ContainerReceived e: On(e, at); break;
            case ContainerDivided e: On(e); break;
            case ContainerBrokenDown e: On(e); break;
            case LotRecalled e: Block(e.Item, e.Lot, true); break;
            case LotReleased e: Block(e.Item, e.Lot, false); break;
            case ShipmentReopened e: On(e); break;
            case StrayFound e: On(e); break;
            case PutBackDone e: On(e); break;
            case CountDone e: On(e); break;
            case TaskUnparked e: On(e); break;
            case OrderAmended e: On(e, at); break;
            case LineAdded e: On(e, at); break;
            case OrderHeld e: On(e); break;
            case OrderReleased e: On(e); break;
            case LineExpedited e: On(e); break;
            case OrdersForgotten e: On(e); break;
            case WarehouseOpened e: On(e); break;
            case PolicySet e: On(e); break;
            case PolicyDropped e: On(e); break;
            case LaneStateChanged e: On(e); break;
            case DoorStateChanged e: On(e); break;
            case CutoffMissed e: On(e); break;
            case ItemsDefined e: On(e); break;
            case ReorderSuggested or ReturnBeyondShipped or LinePegged or LineUnpegged: break; // told and stored; nothing of the warehouse hangs on it
            default: ApplyPromising(change, at); break;
        }

        AwaitDay();
    }

    private void On(WarehouseOpened e)
    {
        TimeZone = e.TimeZone;
        Doors = e.Doors;
        Lanes = e.Lanes;
        Rerank();
    }

    private void On(PolicySet e)
    {
        LastPolicyVersion = Math.Max(LastPolicyVersion, e.Policy.Version);
        if (e.Owner is { } owner)
        {
            ownPolicies[owner] = e.Policy;
        }
        else
        {
            Policy = e.Policy;
        }

        Rerank();
        WatchPromises();
        WatchShipments();
    }

    private void On(PolicyDropped e)
    {
        ownPolicies.Remove(e.Owner);
        Rerank();
        WatchPromises();
        WatchShipments();
    }

    private void On(ItemsDefined e)
    {
        foreach (Item item in e.Items)
        {
            Define(new SkuKey(e.Owner, item.Sku), item);
        }
    }

    private void Define(SkuKey key, Item item)
    {
        foreach (Barcode old in FindItem(key)?.Barcodes ?? [])
        {
            barcodes.Remove((key.Owner, old.Gtin));
        }

        items[key] = item;
        owners.Add(key.Owner);
        if (FindSku(key) is { } actor)
        {
            actor.HasLots = item.HasLots;
            actor.Lots = item.HasLots ? actor.Lots : null; // changed while nothing of it was there
        }

        Release(key, item.ReleaseAt);
        foreach (Barcode barcode in item.Barcodes)
        {
            barcodes[(key.Owner, barcode.Gtin)] = (key, barcode.Unit);
        }
    }

    private void Rerank()
    {
        Zone = TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out TimeZoneInfo? zone) ? zone : TimeZoneInfo.Utc;
        Clock.Zone = Zone;
        ranking = new(Policy, Zone);
        ownRankings.Clear();
        foreach ((OwnerId owner, Policy own) in ownPolicies)
        {
            ownRankings.Add(owner, new Ranking(own, Zone));
        }

        foreach (SkuData sku in skus.Values)
        {
            sku.Queue.ReconsiderAll();
        }
    }
}
