using Backorders.Domain.Values;

namespace Backorders.Server.Printing.Jobs;

/// <summary>A printer, as its agent announced it. Its address is the agent's alone.</summary>
internal sealed record AttendedPrinter
{
    /// <summary>Where.</summary>
    public required string Warehouse { get; init; }

    /// <summary>Its name, unique in the warehouse.</summary>
    public required string Name { get; init; }

    /// <summary>Doors and stations that it stands at.</summary>
    public required IReadOnlyList<string> Places { get; init; }

    /// <summary>The label that is loaded, as the contract numbers it.</summary>
    public required int Size { get; init; }

    /// <summary>Dots per millimetre of its print head.</summary>
    public required int DotsPerMm { get; init; }

    /// <summary>The agent's name.</summary>
    public required string Agent { get; init; }

    /// <summary>The agent's key.</summary>
    public required string KeyId { get; init; }

    /// <summary>The agent's stream.</summary>
    public required string Attendance { get; init; }

    /// <summary>When the stream was last known to be open; the beginning of time when it has ended.</summary>
    public required Instant SeenAt { get; init; }

    /// <summary>What was wrong at its last job; empty when nothing.</summary>
    public string Trouble { get; init; } = string.Empty;
}
