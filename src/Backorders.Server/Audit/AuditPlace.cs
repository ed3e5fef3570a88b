using System.Globalization;
using Backorders.Domain.Values;

namespace Backorders.Server.Audit;

/// <summary>
/// Where a record stands in the one order that all have: newest first, and of one time by name. Turns and rows are told in this order together, so a page ends at a place, whatever is
/// written meanwhile.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Name">Which of that time: of a row 'r' and its id; of a turn 't', its warehouse, '/' and its number in 19 digits.</param>
internal readonly record struct AuditPlace(Instant At, string Name) : IComparable<AuditPlace>
{
    /// <summary>Newer than any other.</summary>
    public static AuditPlace End => new(Instant.Never, "~");

    /// <summary>The place of a row.</summary>
    public static AuditPlace OfRow(AuditRecord row) => new(row.At, "r" + row.Id);

    /// <summary>The place of a turn.</summary>
    public static AuditPlace OfTurn(Instant at, string warehouse, long seq) => new(at, string.Create(CultureInfo.InvariantCulture, $"t{warehouse}/{seq:D19}"));

    /// <summary>The id of a row beyond which none of this time is older; all of them when a turn stands here.</summary>
    public string RowsBefore => Name.Length == 0 ? string.Empty : Name[0] == 'r' ? Name[1..] : "~";

    /// <summary>Older than all of a time.</summary>
    public static AuditPlace Before(Instant at) => new(at, string.Empty);

    /// <summary>The number of the turn that stands here; null when it is none of that warehouse.</summary>
    public long? TurnOf(string warehouse) =>
        Name.StartsWith($"t{warehouse}/", StringComparison.Ordinal) && long.TryParse(Name.AsSpan(warehouse.Length + 2), NumberStyles.None, CultureInfo.InvariantCulture, out long seq) ? seq : null;

    /// <inheritdoc/>
    public int CompareTo(AuditPlace other) => At.CompareTo(other.At) is var byTime and not 0 ? byTime : string.CompareOrdinal(Name, other.Name);
}
