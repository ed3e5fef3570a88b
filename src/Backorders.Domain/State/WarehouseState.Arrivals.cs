using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Messages;
using Backorders.Domain.Values;

namespace Backorders.Domain.State;

internal sealed partial class WarehouseState
{
    private void On(ShipmentOverdue e)
    {
        InboundData inbound = inbounds[e.Asn];
        inbound.IsOverdue = true;
        MoveAmongShipments(inbound, e.ExpectedAt);
        WatchShipment(inbound);
    }

    /// <summary>Units of a shipment were scanned: it has come, and its rest is expected soon.</summary>
    private void Arrive(ExpectedSupply supply, Instant at)
    {
        InboundData inbound = supply.Shipment;
        if (!inbound.HasArrived)
        {
            Lateness.Add(inbound.Key.Owner, inbound.Supplier, at - inbound.Eta);
            inbound.FirstReceiptAt = at;
            inbound.IsOverdue = false;
        }

        Scan(supply, at);
    }

    /// <summary>A scan, or one that is taken back: whoever corrects a scan is still at work on the shipment.</summary>
    private void Scan(ExpectedSupply supply, Instant at)
    {
        InboundData inbound = supply.Shipment;
        inbound.LastScanAt = at;
        Instant rest = inbound.RestExpectedAt(PolicyOf(inbound.Key.Owner));
        bool later = rest != inbound.ExpectedAt;
        MoveAmongShipments(inbound, rest);
        if (later || supply.Remaining.IsZero) // when nothing is to come any more, nothing is watched
        {
            WatchShipment(inbound);
        }
    }

    /// <summary>A shipment that is expected at another time takes another place among the shipments that bring its items.</summary>
    private static void MoveAmongShipments(InboundData inbound, Instant expectedAt)
    {
        if (expectedAt == inbound.ExpectedAt || !inbound.IsOpen)
        {
            inbound.ExpectedAt = expectedAt;
            return;
        }

        StopExpecting(inbound);
        inbound.ExpectedAt = expectedAt;
        inbound.Lines.ForEach(l => l.Item.Expected.Add(l));
    }

    private void WatchShipment(InboundData inbound) => Agenda.Set(DueKey.Of(inbound.Key), inbound.DueAt(PolicyOf(inbound.Key.Owner)));

    /// <summary>What is overdue, and when the rest of a shipment is expected, hang on the policy.</summary>
    private void WatchShipments()
    {
        foreach (InboundData inbound in inbounds.Values)
        {
            if (inbound.HasArrived)
            {
                MoveAmongShipments(inbound, inbound.RestExpectedAt(PolicyOf(inbound.Key.Owner)));
            }

            WatchShipment(inbound);
        }
    }
}
