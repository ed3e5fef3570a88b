namespace Backorders.Domain.ActorData;

/// <summary>
/// A line of an order that ships complete waits in its queue without being looked at, until another item that the order lacks has enough units on hand.
/// </summary>
internal sealed class Parking(BackorderLine line, SkuData behind, long units) : IComparable<Parking>
{
    public BackorderLine Line { get; } = line;

    /// <summary>The item that the order lacks.</summary>
    public SkuData Behind { get; } = behind;

    /// <summary>Units of it that would have to be on hand.</summary>
    public long Units { get; } = units;

    /// <summary>The fewest units first.</summary>
    public int CompareTo(Parking? other)
    {
        int byUnits = other is null ? 1 : Units.CompareTo(other.Units);
        return byUnits != 0 ? byUnits : Line.Key.CompareTo(other!.Line.Key);
    }
}
