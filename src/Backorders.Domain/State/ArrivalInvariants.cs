using Backorders.Domain.ActorData;
using Backorders.Domain.Values;

namespace Backorders.Domain.State;

/// <summary>The part of <see cref="Invariants"/> about shipments that are expected.</summary>
internal static class ArrivalInvariants
{
    public static void Check(WarehouseState state, Instant now, List<string> wrong)
    {
        foreach (InboundData inbound in state.Inbounds.Values)
        {
            Policy policy = state.PolicyOf(inbound.Key.Owner);
            if (inbound.IsOverdue && (!inbound.IsOpen || inbound.HasArrived))
            {
                wrong.Add($"Shipment {inbound.Key}: it is overdue, but {(inbound.IsOpen ? "has arrived" : "nothing of it is expected")}.");
            }

            if (inbound.IsOpen && inbound.ExpectedAt != (inbound.HasArrived ? inbound.ArrivalAt : inbound.IsOverdue ? inbound.ExpectedAt : inbound.Eta))
            {
                wrong.Add($"Shipment {inbound.Key}: it is expected at {inbound.ExpectedAt}, which is neither its ETA nor what follows from it.");
            }

            if (inbound.DueAt(policy) <= now && state.Agenda.NextDue > now)
            {
                wrong.Add($"Shipment {inbound.Key}: it is due since {inbound.DueAt(policy)}, and nobody will look at it.");
            }

            if (inbound.Lines.Exists(l => l.Item.Expected.Contains(l) != inbound.IsOpen))
            {
                wrong.Add($"Shipment {inbound.Key}: it is {(inbound.IsOpen ? "open" : "closed")}, and its items do not know it.");
            }
        }

        foreach (SkuData item in state.Skus.Values)
        {
            ExpectedSupply? before = null;
            foreach (ExpectedSupply supply in item.Expected)
            {
                if (before?.CompareTo(supply) > 0)
                {
                    wrong.Add($"Item {item.Key}: {supply.Shipment.Key} is expected before {before.Shipment.Key}, but stands after it.");
                }

                before = supply;
            }
        }
    }
}
