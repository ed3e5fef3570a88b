using Backorders.Domain.ActorData;
using Backorders.Domain.Values;

namespace Backorders.Domain.Actors.Skus;

/// <summary>What a line wants of units that are spread in proportion, and what it gets.</summary>
/// <param name="line">Who.</param>
/// <param name="wants">Units.</param>
/// <param name="least">Its minimum useful quantity.</param>
/// <param name="unit">The size of a sellable unit.</param>
internal sealed class Claim(BackorderLine line, long wants, long least, long unit)
{
    public BackorderLine Line { get; } = line;

    public long Wants { get; private set; } = wants;

    public long Least { get; } = least;

    public long Unit { get; } = unit;

    /// <summary>Whether it stands for what must be complete.</summary>
    public bool IsWhole => Line.IsWhole;

    public long Share { get; set; }

    /// <summary>What the floor cut off the share, in parts of (the class's want × the sellable unit).</summary>
    public Int128 Fraction { get; set; }

    /// <summary>The same claim, if units that the line has already were still to be given.</summary>
    public Claim With(long has) => new(Line, Wants + has, Least > Unit ? Least + has : Least, Unit);

    /// <summary>Lets it want no more than is due, in whole sellable units unless all is due; nothing when that is of no use to it.</summary>
    public void Limit(long due) => Wants = due >= Wants ? Wants : due - (due % Unit) is var whole && whole >= Least ? whole : 0;

    /// <summary>
    /// The floor of the pro-rata share of so many units in whole sellable units, and what was cut off. The factors are below 2^60 each
    /// (<see cref="Limits.QuantityMax"/> a command), so the product fits 128 bits.
    /// </summary>
    public (long Share, Int128 Fraction) ProRata(Int128 units, Int128 wantedByAll)
    {
        (Int128 whole, Int128 cut) = Int128.DivRem(units * Wants, wantedByAll * Unit);
        return ((long)whole * Unit, cut);
    }
}
