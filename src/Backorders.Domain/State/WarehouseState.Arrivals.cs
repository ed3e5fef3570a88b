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
            (inbound.FirstReceiptAt, inbound.LastScanAt, inbound.IsOverdue) = (at, at, false);
            MoveAmongShipments(inbound, inbound.ArrivalAt);
        }

        Scan(supply, at);
    }

    /// <summary>A scan, or one that is taken back: whoever corrects a scan is still at work on the shipment.</summary>
    private void Scan(ExpectedSupply supply, Instant at)
    {
        InboundData inbound = supply.Shipment;
        inbound.LastScanAt = at;
        AwaitRest(inbound);
        if (supply.Remaining.IsZero)
        {
            WatchShipment(inbound); // when nothing is to come any more, nothing is watched
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
        ExpectAgain(inbound);
    }

    private void WatchShipment(InboundData inbound) => Agenda.Set(DueKey.Of(inbound.Key), inbound.DueAt(PolicyOf(inbound.Key.Owner)));

    /// <summary>When a shipment is overdue, and how long its rest is waited for, hang on the policy.</summary>
    private void WatchShipments()
    {
        foreach (InboundData inbound in inbounds.Values)
        {
            AwaitRest(inbound);
            WatchShipment(inbound);
        }
    }

    /// <summary>The rest of a shipment that has begun to arrive is waited for from its last scan, or from its ETA if that comes later.</summary>
    private void AwaitRest(InboundData inbound)
    {
        Instant until = inbound.HasArrived ? inbound.WaitForRest(PolicyOf(inbound.Key.Owner)) : Instant.Never;
        if (inbound.RestUntil != until)
        {
            inbound.RestUntil = until;
            inbound.Lines.ForEach(static l => l.Item.PlanAgain());
            WatchShipment(inbound);
        }
    }
}
