using Backorders.Domain.ActorData;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Planning;

/// <summary>One step of a plan: units that come at a time. The first step is what is free now.</summary>
/// <param name="At">When.</param>
/// <param name="Units">How many; 0 where only a line's time begins.</param>
/// <param name="Supply">The shipment that brings them; null when they are there, or nothing comes.</param>
internal readonly record struct Step(Instant At, long Units, ExpectedSupply? Supply)
{
    /// <summary>The rest of a shipment that has begun to arrive may come at any time, until it is waited for no longer.</summary>
    public Instant Latest { get; init; } = Supply is { Shipment: { HasArrived: true, RestUntil: var until } } && until > At ? until : At;

    /// <summary>Whether nobody gets any before the next step: both come before the item is released, and then all is given away together.</summary>
    public bool WaitsForNext { get; init; }

    /// <summary>The shipment; null when none brings them.</summary>
    public AsnKey? Asn => Supply?.Shipment.Key;
}
