using Backorders.Domain.Ids;
using Backorders.Domain.Values;


namespace Backorders.ReadModel.Rows;

/// <summary>An order as a row of <c>order_head</c>. Its quantities are those of its lines.</summary>
public sealed class OrderRow
{
    /// <summary>Owner and number.</summary>
    public required OrderKey Key { get; init; }

    /// <summary>The terms that hold now.</summary>
    public required OrderTerms Terms { get; set; }

    /// <summary>When it was taken on.</summary>
    public required Instant AcceptedAt { get; init; }

    /// <summary>Why it is on hold; null when it is not.</summary>
    public ReasonCode? Hold { get; set; }

    /// <summary>Accepted lines, those added later included.</summary>
    public int Lines { get; set; }

    /// <summary>Lines that are not finished.</summary>
    public int LiveLines { get; set; }

    /// <summary>Lines from which units were cancelled.</summary>
    public int CutLines { get; set; }

    /// <summary>Lines whose last unit left after the date it was due; see <see cref="LineRow.DueAt"/>.</summary>
    public int LateLines { get; set; }

    /// <summary>Units that left.</summary>
    public long Shipped { get; set; }

    /// <summary>Times that something of it left.</summary>
    public int Shipments { get; set; }

    /// <summary>When its last line was finished; <see cref="Instant.Never"/> while it lives.</summary>
    public Instant ClosedAt { get; set; } = Instant.Never;
}
