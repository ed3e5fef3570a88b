using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.ReadModel.Rows;


namespace Backorders.ReadModel.Port;

/// <summary>Which discrepancies are asked for.</summary>
public sealed record DiscrepancyFilter
{
    /// <summary>Whose; null for all owners.</summary>
    public OwnerId? Owner { get; init; }

    /// <summary>Found at this time or later.</summary>
    public Instant From { get; init; } = new(0);

    /// <summary>Found before this time.</summary>
    public Instant To { get; init; } = Instant.Never;

    /// <summary>Only these kinds; empty for all.</summary>
    public IReadOnlyList<DiscrepancyKind> Kinds { get; init; } = [];

    /// <summary>Only this supplier's; empty for all.</summary>
    public string Supplier { get; init; } = string.Empty;

    /// <summary>Only this SKU's; null for all.</summary>
    public Sku? Sku { get; init; }

    /// <summary>Only those that nobody has settled.</summary>
    public bool OpenOnly { get; init; }

    /// <summary>The key of the last one that is known; those after it are wanted.</summary>
    public (long Seq, int Part) After { get; init; } = (0, -1);

    /// <summary>At most so many.</summary>
    public int Max { get; init; } = 100;
}
