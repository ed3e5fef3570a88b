using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Domain.Questions;

/// <summary>The running totals. Costs a look at every item.</summary>
public sealed record CountFigures : Question<Figures>
{
    /// <inheritdoc/>
    public override Figures Answer(Warehouse warehouse, Instant now) => warehouse.GetFigures();
}

/// <summary>
/// What of the figures is true of one owner's things now: what waits, is on hand, is to be done and is overdue. The running totals are not kept by owner in memory and are 0. Costs a look at
/// every item, task and shipment.
/// </summary>
/// <param name="Owner">Whose.</param>
public sealed record CountOwnersFigures(OwnerId Owner) : Question<Figures>
{
    /// <inheritdoc/>
    public override Figures Answer(Warehouse warehouse, Instant now) => warehouse.GetFigures(Owner);
}

/// <summary>The lanes and doors as they are now.</summary>
public sealed record ListPlaces : Question<PlacesView>
{
    /// <inheritdoc/>
    public override PlacesView Answer(Warehouse warehouse, Instant now) => warehouse.GetPlaces();
}

/// <summary>The rules that decide now: for an owner's goods, or for the building and for owners that have none of their own.</summary>
/// <param name="Owner">Whose; null for the building's.</param>
public sealed record FindPolicy(OwnerId? Owner) : Question<PolicyInForce>
{
    /// <inheritdoc/>
    public override PolicyInForce Answer(Warehouse warehouse, Instant now)
    {
        Policy policy = Owner is { } one ? warehouse.PolicyOf(one) : warehouse.Policy;
        return new PolicyInForce(policy, IsOwn: !ReferenceEquals(policy, warehouse.Policy));
    }
}

/// <summary>The answer to <see cref="FindPolicy"/>.</summary>
/// <param name="Policy">The rules.</param>
/// <param name="IsOwn">Whether they are the owner's own.</param>
public sealed record PolicyInForce(Policy Policy, bool IsOwn);

/// <summary>When the next lease, hold or date falls due; <see cref="Instant.Never"/> when nothing does.</summary>
public sealed record FindNextDue : Question<Instant>
{
    /// <inheritdoc/>
    public override Instant Answer(Warehouse warehouse, Instant now) => warehouse.NextDue;
}

/// <summary>What time it is for the warehouse. Also what is asked to learn whether a warehouse answers, and how far its history reaches.</summary>
public sealed record TellTime : Question<Instant>
{
    /// <inheritdoc/>
    public override Instant Answer(Warehouse warehouse, Instant now) => now;
}
