namespace Backorders.Domain.Views;

/// <summary>Where all units of an item are. Received + found = the sum of all other counts + lost.</summary>
public sealed record StockView
{
    /// <summary>Ever received, returns included.</summary>
    public long Received { get; init; }

    /// <summary>Found minus lost in counts.</summary>
    public long Adjusted { get; init; }

    /// <summary>At the dock, free.</summary>
    public long Usable { get; init; }

    /// <summary>In storage, free.</summary>
    public long OnHand { get; init; }

    /// <summary>Waits for inspection.</summary>
    public long QcHold { get; init; }

    /// <summary>Not found where it should be; a count is asked for.</summary>
    public long Suspect { get; init; }

    /// <summary>Unfit.</summary>
    public long Damaged { get; init; }

    /// <summary>Set aside for orders that ship complete.</summary>
    public long Held { get; init; }

    /// <summary>Given to lines.</summary>
    public long Allocated { get; init; }

    /// <summary>In hand.</summary>
    public long Picked { get; init; }

    /// <summary>In parcels.</summary>
    public long Packed { get; init; }

    /// <summary>Gone.</summary>
    public long Shipped { get; init; }

    /// <summary>On the way back from a station.</summary>
    public long PutBack { get; init; }

    /// <summary>Received by mistake and taken back.</summary>
    public long Reversed { get; init; }

    /// <summary>Beyond what was announced: a supervisor decides.</summary>
    public long Overage { get; init; }

    /// <summary>The difference between what came in and what is accounted for. Must be zero.</summary>
    public long Fault => Received + Adjusted - Usable - OnHand - QcHold - Suspect - Damaged - Held - Allocated - Picked - Packed - Shipped - PutBack - Reversed - Overage;
}
