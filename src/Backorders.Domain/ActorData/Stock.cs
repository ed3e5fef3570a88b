using Backorders.Domain.Snapshots;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Domain.ActorData;

/// <summary>
/// Where the units of one item are. Every unit stands in exactly one count, and a move takes it from one to another,
/// so what was received can always be added up again (<see cref="StockView.Fault"/>). The stock of one lot moves the item's with it.
/// </summary>
internal sealed class Stock(Stock? sum = null)
{
    public Quantity Received { get; private set; }

    public Quantity Found { get; private set; }

    public Quantity Lost { get; private set; }

    public Quantity Usable { get; private set; }

    public Quantity OnHand { get; private set; }

    public Quantity QcHold { get; private set; }

    public Quantity Suspect { get; private set; }

    public Quantity Damaged { get; private set; }

    public Quantity Held { get; private set; }

    public Quantity Allocated { get; private set; }

    public Quantity Picked { get; private set; }

    public Quantity Packed { get; private set; }

    public Quantity Shipped { get; private set; }

    public Quantity PutBack { get; private set; }

    public Quantity Reversed { get; private set; }

    public Quantity Overage { get; private set; }

    /// <summary>Whether any unit is in the building, wherever it stands.</summary>
    public bool IsAnythingThere =>
        !(Usable + OnHand + QcHold + Suspect + Damaged + Held + Allocated + Picked + Packed + PutBack + Overage).IsZero;

    /// <summary>Units that could be given now: at the dock first, then from storage.</summary>
    public Quantity Free => Usable + OnHand;

    public void Receive(Quantity units, Quality quality)
    {
        sum?.Receive(units, quality);
        Received += units;
        Add(quality, units);
    }

    public void Reverse(Quantity units, Quality from)
    {
        sum?.Reverse(units, from);
        Take(from, units);
        Reversed += units;
    }

    public void ChangeQuality(Quantity units, Quality from, Quality to)
    {
        sum?.ChangeQuality(units, from, to);
        Take(from, units);
        Add(to, units);
    }

    public void Find(Quantity units)
    {
        sum?.Find(units);
        Found += units;
        Usable += units;
    }

    public void Lose(Quantity units)
    {
        sum?.Lose(units);
        Usable -= units;
        Lost += units;
    }

    public void PutAway(Quantity units)
    {
        sum?.PutAway(units);
        Usable -= units;
        OnHand += units;
    }

    public void TakeFromStorage(Quantity units)
    {
        sum?.TakeFromStorage(units);
        OnHand -= units;
        Usable += units;
    }

    public void Hold(Quantity units, Source source)
    {
        sum?.Hold(units, source);
        TakeFree(units, source);
        Held += units;
    }

    /// <summary>Units go back to where they were set aside from.</summary>
    public void EndHold(Quantity atDock, Quantity inStorage)
    {
        sum?.EndHold(atDock, inStorage);
        Held -= atDock + inStorage;
        Usable += atDock;
        OnHand += inStorage;
    }

    public void Allocate(Quantity units, Source source)
    {
        sum?.Allocate(units, source);
        TakeFree(units, source);
        Allocated += units;
    }

    /// <summary>Units go back to where they stand: those picked from storage have not left it yet.</summary>
    public void TakeBackAllocated(Quantity units, Source source)
    {
        sum?.TakeBackAllocated(units, source);
        Allocated -= units;
        if (source == Source.Storage)
        {
            OnHand += units;
        }
        else
        {
            Usable += units;
        }
    }

    public void Pick(Quantity units)
    {
        sum?.Pick(units);
        Allocated -= units;
        Picked += units;
    }

    public void Miss(Quantity units)
    {
        sum?.Miss(units);
        Allocated -= units;
        Suspect += units;
    }

    public void TakeBackPicked(Quantity units, bool removed)
    {
        sum?.TakeBackPicked(units, removed);
        Picked -= units;
        if (removed)
        {
            Usable += units;
        }
        else
        {
            PutBack += units;
        }
    }

    public void BringBack(Quantity units)
    {
        sum?.BringBack(units);
        PutBack -= units;
        Usable += units;
    }

    /// <summary>Units on hand become suspect, because units beside them were missing.</summary>
    public void Doubt(Quantity units)
    {
        sum?.Doubt(units);
        OnHand -= units;
        Suspect += units;
    }

    public void ResolveSuspect(Quantity found, Quantity lost, Quantity inStorage)
    {
        sum?.ResolveSuspect(found, lost, inStorage);
        Suspect -= found + lost;
        Usable += found - inStorage;
        OnHand += inStorage;
        Lost += lost;
    }

    /// <summary>Units in hand or in a parcel are unfit.</summary>
    public void Spoil(Quantity units, bool packed)
    {
        sum?.Spoil(units, packed);
        (Packed, Picked) = packed ? (Packed - units, Picked) : (Packed, Picked - units);
        Damaged += units;
    }

    /// <summary>Units in a parcel are to be brought back.</summary>
    public void TakeBackPacked(Quantity units)
    {
        sum?.TakeBackPacked(units);
        Packed -= units;
        PutBack += units;
    }

    public void HoldOverage(Quantity units)
    {
        sum?.HoldOverage(units);
        Usable -= units;
        Overage += units;
    }

    public void ReleaseOverage(Quantity units)
    {
        sum?.ReleaseOverage(units);
        Overage -= units;
        Usable += units;
    }

    public void Pack(Quantity units)
    {
        sum?.Pack(units);
        Picked -= units;
        Packed += units;
    }

    public void Ship(Quantity units)
    {
        sum?.Ship(units);
        Packed -= units;
        Shipped += units;
    }

    public StockView ToView() => new()
    {
        Received = Received.Units,
        Adjusted = Found.Units - Lost.Units,
        Usable = Usable.Units,
        OnHand = OnHand.Units,
        QcHold = QcHold.Units,
        Suspect = Suspect.Units,
        Damaged = Damaged.Units,
        Held = Held.Units,
        Allocated = Allocated.Units,
        Picked = Picked.Units,
        Packed = Packed.Units,
        Shipped = Shipped.Units,
        PutBack = PutBack.Units,
        Reversed = Reversed.Units,
        Overage = Overage.Units,
    };

    public void Save(SnapshotWriter to)
    {
        foreach (Quantity count in (ReadOnlySpan<Quantity>)
            [Received, Found, Lost, Usable, OnHand, QcHold, Suspect, Damaged, Held, Allocated, Picked, Packed, Shipped, PutBack, Reversed, Overage])
        {
            to.Write(count);
        }
    }

    public void Load(ref SnapshotReader from)
    {
        Received = from.ReadQuantity();
        Found = from.ReadQuantity();
        Lost = from.ReadQuantity();
        Usable = from.ReadQuantity();
        OnHand = from.ReadQuantity();
        QcHold = from.ReadQuantity();
        Suspect = from.ReadQuantity();
        Damaged = from.ReadQuantity();
        Held = from.ReadQuantity();
        Allocated = from.ReadQuantity();
        Picked = from.ReadQuantity();
        Packed = from.ReadQuantity();
        Shipped = from.ReadQuantity();
        PutBack = from.ReadQuantity();
        Reversed = from.ReadQuantity();
        Overage = from.ReadQuantity();
    }

    private void TakeFree(Quantity units, Source source)
    {
        switch (source)
        {
            case Source.Dock:
                Usable -= units;
                break;
            case Source.Storage:
                OnHand -= units;
                break;
            case Source.Hold:
                Held -= units;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(source), source, "Not a source of units.");
        }
    }

    private void Add(Quality quality, Quantity units)
    {
        switch (quality)
        {
            case Quality.Usable:
                Usable += units;
                break;
            case Quality.QcHold:
                QcHold += units;
                break;
            case Quality.Damaged:
                Damaged += units;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(quality), quality, "Not a condition of units.");
        }
    }

    private void Take(Quality quality, Quantity units)
    {
        switch (quality)
        {
            case Quality.Usable:
                Usable -= units;
                break;
            case Quality.QcHold:
                QcHold -= units;
                break;
            case Quality.Damaged:
                Damaged -= units;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(quality), quality, "Not a condition of units.");
        }
    }
}
