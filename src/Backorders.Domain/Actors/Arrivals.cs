using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Messages;
using Backorders.Domain.Values;

namespace Backorders.Domain.Actors;

/// <summary>
/// What a warehouse does by itself about a shipment that does not come. Until its first receipt it is overdue, and expected at another time or at none; after it,
/// the rest is given up when nothing is scanned for the policy's hours.
/// </summary>
internal static class Arrivals
{
    public static void Look(InboundActor inbound, ITurn turn)
    {
        Policy policy = turn.PolicyOf(inbound.Key.Owner);
        if (inbound.DueAt(policy) > turn.Now)
        {
            return;
        }

        if (inbound.HasArrived)
        {
            turn.Emit(new ShipmentClosed(inbound.Key, inbound.Differences()) { Cause = PromiseCause.ShortShipment, ByItself = true });
        }
        else
        {
            turn.Emit(new ShipmentOverdue(inbound.Key, inbound.Eta, ExpectedNow(inbound, policy, turn)) { IsAgain = inbound.IsOverdue });
        }

    }

    /// <summary>As late as most of its supplier's shipments; when that is unknown or has passed, within the policy's grace; when that has passed too, nobody can say.</summary>
    private static Instant ExpectedNow(InboundData inbound, Policy policy, ITurn turn)
    {
        if (turn.LatenessOf(inbound.Key.Owner, inbound.Supplier) is { } lateness && inbound.Eta + lateness > turn.Now)
        {
            return inbound.Eta + lateness;
        }

        Instant grace = inbound.Eta + TimeSpan.FromHours(policy.OverdueGraceHours);
        return grace > turn.Now ? grace : Instant.Never;
    }
}
