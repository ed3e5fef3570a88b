namespace Backorders.Domain.Ids;

/// <summary>A global trade item number: the barcode of a unit of measure. GTIN-8, -12, -13 and -14 are one number space.</summary>
/// <remarks>Kept in its 14-digit form, as GS1 General Specifications 3.3.2 tells to store it, so that a code is found however many digits a scanner sends.</remarks>
public readonly record struct Gtin : IComparable<Gtin>
{
    /// <summary>The digits of the form in which it is kept.</summary>
    public const int MaxLength = 14;

    private readonly string? value;

    /// <summary>Wraps a text that is known to be good.</summary>
    /// <exception cref="ArgumentException">It is not 8, 12, 13 or 14 digits of which the last is the right check digit.</exception>
    public Gtin(string value) => this.value = CheckDigit.IsGtin(value)
        ? value.PadLeft(MaxLength, '0')
        : throw new ArgumentException("A GTIN has 8, 12, 13 or 14 digits, the last of them its check digit.", nameof(value));

    private Gtin(string value, bool trusted) => this.value = trusted ? value : null;

    /// <summary>14 digits; empty for a value that was never set.</summary>
    public string Value => value ?? string.Empty;

    /// <summary>Wraps a text from outside, or says that it is not acceptable.</summary>
    public static bool TryCreate(string? text, out Gtin id)
    {
        bool good = CheckDigit.IsGtin(text);
        id = good ? new Gtin(text!) : default;
        return good;
    }

    /// <summary>Wraps a text that this code stored itself.</summary>
    public static Gtin FromTrusted(string text) => new(text, trusted: true);

    /// <summary>Ordinal order, so that a replay sorts the same on every machine.</summary>
    public int CompareTo(Gtin other) => string.CompareOrdinal(value, other.value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
