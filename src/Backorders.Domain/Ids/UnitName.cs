namespace Backorders.Domain.Ids;

/// <summary>A unit of measure of an item, such as <c>each</c>, <c>case</c> or <c>pallet</c>.</summary>
/// <remarks>1 to 16 characters, no control characters, no blank at either end; case matters. Construct with <see cref="TryCreate"/> at the border.</remarks>
public readonly record struct UnitName : IComparable<UnitName>
{
    /// <summary>The longest text allowed, in UTF-16 characters.</summary>
    public const int MaxLength = 16;

    private readonly string? value;

    /// <summary>Wraps a text that is known to be good.</summary>
    /// <exception cref="ArgumentException">The text is empty, too long or holds control characters.</exception>
    public UnitName(string value) => this.value = Code.Require(value, MaxLength, nameof(UnitName));

    private UnitName(string value, bool trusted) => this.value = trusted ? value : null;

    /// <summary>The text as it was given; empty for a value that was never set.</summary>
    public string Value => value ?? string.Empty;

    /// <summary>Wraps a text from outside, or says that it is not acceptable.</summary>
    public static bool TryCreate(string? text, out UnitName id)
    {
        bool good = Code.IsGood(text, MaxLength);
        id = good ? new UnitName(text!, trusted: true) : default;
        return good;
    }

    /// <summary>Wraps a text that this code stored itself.</summary>
    public static UnitName FromTrusted(string text) => new(text, trusted: true);

    /// <summary>Ordinal order, so that a replay sorts the same on every machine.</summary>
    public int CompareTo(UnitName other) => string.CompareOrdinal(value, other.value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
