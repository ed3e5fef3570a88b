using System.Globalization;

namespace Backorders.Domain.Values;

/// <summary>A count of base units, never negative: the only number that stands for stock. Arithmetic is checked.</summary>
public readonly record struct Quantity : IComparable<Quantity>
{
    /// <summary>Wraps a count.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative: some unit would be owed that never was.</exception>
    public Quantity(long units)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(units);
        Units = units;
    }

    /// <summary>No units.</summary>
    public static Quantity Zero => default;

    /// <summary>The count of base units.</summary>
    public long Units { get; }

    /// <summary>Whether there are none.</summary>
    public bool IsZero => Units == 0;

    /// <summary>The smaller of two counts.</summary>
    public static Quantity Min(Quantity a, Quantity b) => a.Units <= b.Units ? a : b;

    /// <summary>The sum.</summary>
    public static Quantity operator +(Quantity a, Quantity b) => new(a.Units + b.Units);

    /// <summary>The difference.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More would be taken than is there.</exception>
    public static Quantity operator -(Quantity a, Quantity b) => new(a.Units - b.Units);

    /// <summary>Whether the left count is smaller.</summary>
    public static bool operator <(Quantity a, Quantity b) => a.Units < b.Units;

    /// <summary>Whether the left count is larger.</summary>
    public static bool operator >(Quantity a, Quantity b) => a.Units > b.Units;

    /// <summary>Whether the left count is not larger.</summary>
    public static bool operator <=(Quantity a, Quantity b) => a.Units <= b.Units;

    /// <summary>Whether the left count is not smaller.</summary>
    public static bool operator >=(Quantity a, Quantity b) => a.Units >= b.Units;

    /// <inheritdoc/>
    public int CompareTo(Quantity other) => Units.CompareTo(other.Units);

    /// <inheritdoc/>
    public override string ToString() => Units.ToString(CultureInfo.InvariantCulture);
}
