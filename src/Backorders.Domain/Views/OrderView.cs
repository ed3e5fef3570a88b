using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Views;

/// <summary>An order as it stands.</summary>
public sealed record OrderView
{
    /// <summary>Owner and number.</summary>
    public required OrderKey Order { get; init; }

    /// <summary>What was agreed.</summary>
    public required OrderTerms Terms { get; init; }

    /// <summary>When it was taken on.</summary>
    public required Instant AcceptedAt { get; init; }

    /// <summary>Why it is on hold; null when it is not.</summary>
    public required ReasonCode? Hold { get; init; }

    /// <summary>How its payment stands; null when it is not paid when packed.</summary>
    public required PaymentStatus? Payment { get; init; }

    /// <summary>Authorised: when the authorisation expires. Declined: until when it keeps its units. Else <see cref="Instant.Never"/>.</summary>
    public required Instant PaymentUntil { get; init; }

    /// <summary>Until when it keeps what it has after it lost units it needs to be complete; <see cref="Instant.Never"/> when it lost none.</summary>
    public required Instant FellBackUntil { get; init; }

    /// <summary>Whether nothing more will happen to it.</summary>
    public required bool Closed { get; init; }

    /// <summary>Its lines, by number.</summary>
    public required IReadOnlyList<LineView> Lines { get; init; }

    /// <summary>Its tasks, by id.</summary>
    public required IReadOnlyList<TaskView> Tasks { get; init; }
}
