using Backorders.Domain.Ids;

namespace Backorders.Domain.Values;

/// <summary>A unit of measure with its exact conversion.</summary>
/// <param name="Name">Such as <c>case</c>.</param>
/// <param name="BaseUnits">How many base units it holds; at least 1.</param>
public sealed record UnitOfMeasure(UnitName Name, long BaseUnits)
{
    /// <summary>Whether a line ordered in it is served in whole ones only.</summary>
    public bool Unbreakable { get; init; }
}
