using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Views;

/// <summary>A line as it stands.</summary>
public sealed record LineView
{
    /// <summary>Order and number.</summary>
    public required LineKey Line { get; init; }

    /// <summary>What.</summary>
    public required Sku Sku { get; init; }

    /// <summary>Ordered = open + held + allocated + picked + packed + shipped + cancelled.</summary>
    public required Quantity Ordered { get; init; }

    /// <summary>Waits for units.</summary>
    public required Quantity Open { get; init; }

    /// <summary>Set aside until the order is complete.</summary>
    public required Quantity Held { get; init; }

    /// <summary>Given, not yet picked.</summary>
    public required Quantity Allocated { get; init; }

    /// <summary>In hand.</summary>
    public required Quantity Picked { get; init; }

    /// <summary>In a parcel.</summary>
    public required Quantity Packed { get; init; }

    /// <summary>Gone to the customer.</summary>
    public required Quantity Shipped { get; init; }

    /// <summary>Given up.</summary>
    public required Quantity Cancelled { get; init; }

    /// <summary>When it began to wait.</summary>
    public required Instant EnqueuedAt { get; init; }

    /// <summary>The first date the customer was given; <see cref="Instant.Never"/> when none was.</summary>
    public required Instant FirstPromise { get; init; }

    /// <summary>The date that the customer was told last; <see cref="Instant.Never"/> when he was told that there is none.</summary>
    public required Instant Promise { get; init; }

    /// <summary>Why its promise last moved; <see cref="PromiseCause.None"/> when it did not, or nothing is known.</summary>
    public required PromiseCause Cause { get; init; }

    /// <summary>Whether a person moved it to the front.</summary>
    public required bool Pinned { get; init; }

    /// <summary>The open question whether the customer waits; null when none is.</summary>
    public required DelayView? AskedDelay { get; init; }

    /// <summary>The agreed date: the first promise, until the customer agrees to another one; <see cref="Instant.Never"/> when there is none.</summary>
    public required Instant Agreed { get; init; }

    /// <summary>The substitute that is offered; null when none is.</summary>
    public required Sku? OfferedSubstitute { get; init; }

    /// <summary>The line that replaces this one after a substitution; 0 when none does.</summary>
    public required int SubstitutedBy { get; init; }

    /// <summary>The line that this one replaces after a substitution; 0 when it replaces none.</summary>
    public required int Substitutes { get; init; }

    /// <summary>The line of which this one is the increment; 0 when it was ordered by itself.</summary>
    public required int Continues { get; init; }
}

/// <summary>An open question whether a customer waits.</summary>
/// <param name="To">The date he is asked to agree to; <see cref="Instant.Never"/> when there is none.</param>
/// <param name="Deadline">Until when.</param>
/// <param name="SilenceConsents">Whether no answer means that he waits; otherwise it means that the line is cancelled.</param>
public sealed record DelayView(Instant To, Instant Deadline, bool SilenceConsents);
