using Backorders.Domain.Values;

namespace Backorders.Server.Audit;

/// <summary>Which records are wanted, newest first. An empty text asks for all.</summary>
/// <param name="From">The earliest time.</param>
/// <param name="Before">Only what stands before this place.</param>
internal sealed record AuditQuery(Instant From, AuditPlace Before)
{
    /// <summary>Only this key's.</summary>
    public string KeyId { get; init; } = string.Empty;

    /// <summary>Only what was done for this owner.</summary>
    public string Owner { get; init; } = string.Empty;

    /// <summary>Only what is about this warehouse.</summary>
    public string Warehouse { get; init; } = string.Empty;

    /// <summary>Only this call.</summary>
    public string Call { get; init; } = string.Empty;

    /// <summary>Only things of this kind.</summary>
    public string Thing { get; init; } = string.Empty;

    /// <summary>Only the thing of this number or name.</summary>
    public string Number { get; init; } = string.Empty;

    /// <summary>Only what ended so; null for all.</summary>
    public AuditOutcome? Outcome { get; init; }
}
