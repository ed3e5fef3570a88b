using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Views;

/// <summary>Why a line stands where it stands.</summary>
public sealed record LineExplanation
{
    /// <summary>The line's quantities and dates.</summary>
    public required LineView Line { get; init; }

    /// <summary>Its place in the queue, 1 for the front; 0 when it does not wait.</summary>
    public required int Place { get; init; }

    /// <summary>Lines in the queue, all owners' lines being apart.</summary>
    public required int QueueLength { get; init; }

    /// <summary>Units that stand before it.</summary>
    public required Quantity UnitsAhead { get; init; }

    /// <summary>Why it takes no units now; <see cref="SkipReason.None"/> when it would.</summary>
    public required SkipReason Skip { get; init; }

    /// <summary>The same in a sentence, with what would change it.</summary>
    public required string SkipMessage { get; init; }

    /// <summary>What would make it ship sooner, what helps most first; empty when nothing of it waits.</summary>
    public required IReadOnlyList<string> Sooner { get; init; }

    /// <summary>The ordering keys in the order in which they are compared.</summary>
    public required IReadOnlyList<KeyValue> Keys { get; init; }

    /// <summary>The line just before it, and the first key in which that one is ahead; null at the front.</summary>
    public required Neighbour? Ahead { get; init; }

    /// <summary>The date that the plan has for it now, which its customer was told within the threshold; <see cref="Instant.Never"/> when it has none.</summary>
    public required Instant Planned { get; init; }

    /// <summary>The shipment that this date hangs on; null when it hangs on none.</summary>
    public required AsnNo? PlannedOn { get; init; }

    /// <summary>Whether all that it needs to be complete is there or comes in time, so that units are held for it. False for a line that need not be complete.</summary>
    public required bool IsCovered { get; init; }

    /// <summary>The shipments that bring its open units, earliest first.</summary>
    public required IReadOnlyList<PegView> Pegs { get; init; }

    /// <summary>The policy the answer was worked out under.</summary>
    public required int PolicyVersion { get; init; }
}

/// <summary>An ordering key with the line's value for it.</summary>
/// <param name="Name">The key's name.</param>
/// <param name="Value">The value, for a person.</param>
public sealed record KeyValue(string Name, string Value);

/// <summary>A line compared with the one before it.</summary>
/// <param name="Line">The line ahead.</param>
/// <param name="DecidedBy">The first key that differs.</param>
/// <param name="Theirs">Their value.</param>
/// <param name="Ours">Ours.</param>
public sealed record Neighbour(LineKey Line, string DecidedBy, string Theirs, string Ours);

/// <summary>Units of a shipment that a line is planned on.</summary>
/// <param name="Asn">The shipment.</param>
/// <param name="Quantity">How many units of it.</param>
/// <param name="Eta">When it is expected.</param>
public sealed record PegView(AsnKey Asn, Quantity Quantity, Instant Eta);
