namespace Backorders.Domain.Ids;

/// <summary>The number of a lease. It only rises, so a holder whose lease has passed to somebody else is recognised and refused.</summary>
public readonly record struct FencingToken(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
