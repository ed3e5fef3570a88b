using Backorders.Domain.ActorData;
using Backorders.Domain.Actors;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.State;

internal sealed partial class WarehouseState
{
    private void On(ShipmentAnnounced e, Instant at)
    {
        while (closedInbounds.TryPeek(out var oldest) && oldest.At + Limits.HistoryKept < at)
        {
            closedInbounds.Dequeue();
            if (FindInbound(oldest.Asn) is { IsOpen: false } closed && closed.ClosedAt == oldest.At)
            {
                ForgetContainers(oldest.Asn);
                inbounds.Remove(oldest.Asn); // not one that was opened again meanwhile
            }
        }

        InboundActor inbound = new(e.Asn) { Supplier = e.Supplier, Eta = e.Eta, ExpectedAt = e.Eta, Door = e.Door };
        inbounds.Add(e.Asn, inbound);
        Announce(e.Asn, e.Containers);
        foreach (AnnouncedLine line in e.Lines)
        {
            Expect(inbound, line);
        }

        WatchShipment(inbound);
    }

    private void On(ShipmentUpdated e, Instant at)
    {
        InboundData inbound = inbounds[e.Asn];
        StopExpecting(inbound); // its place among the shipments hangs on when it is expected
        if (inbound.Eta != e.Eta)
        {
            inbound.Eta = e.Eta;
            inbound.IsOverdue = false;
            inbound.ExpectedAt = inbound.HasArrived ? inbound.ArrivalAt : e.Eta;
        }

        if (inbound.HasArrived)
        {
            inbound.LastScanAt = at; // whoever says something of it expects the rest
            AwaitRest(inbound);
        }

        inbound.Door = e.Door;
        ExpectAgain(inbound);
        foreach (AnnouncedLine line in e.Lines)
        {
            Expect(inbound, line);
        }

        WatchShipment(inbound);
    }

    private void On(ShipmentClosed e, Instant at) => Close(inbounds[e.Asn], cancelled: false, at);

    private void On(ShipmentCancelled e, Instant at) => Close(inbounds[e.Asn], cancelled: true, at);

    private void Close(InboundData inbound, bool cancelled, Instant at)
    {
        closedInbounds.Enqueue((at, inbound.Key));
        StopExpecting(inbound);
        inbound.IsOpen = false;
        inbound.IsCancelled = cancelled;
        inbound.ClosedAt = at;
        inbound.IsOverdue = false;
        WatchShipment(inbound);
    }

    private void On(ShipmentReopened e)
    {
        InboundData inbound = inbounds[e.Asn];
        inbound.IsOpen = true;
        inbound.IsCancelled = false;
        ExpectAgain(inbound);
        WatchShipment(inbound);
    }

    private static void ExpectAgain(InboundData inbound)
    {
        foreach (ExpectedSupply line in inbound.Lines)
        {
            line.Item.Expected.Add(line);
            line.Item.PlanAgain();
        }
    }

    private void Expect(InboundData inbound, AnnouncedLine announced)
    {
        if (inbound.Find(announced.Sku) is { } known)
        {
            known.Announced = announced.Quantity;
            known.Item.PlanAgain();
            return;
        }

        ExpectedSupply supply = new(inbound, Sku(new SkuKey(inbound.Key.Owner, announced.Sku))) { Announced = announced.Quantity };
        inbound.Lines.Add(supply);
        supply.Item.Expected.Add(supply);
        supply.Item.PlanAgain();
    }

    private static void StopExpecting(InboundData inbound)
    {
        foreach (ExpectedSupply line in inbound.Lines)
        {
            line.Item.Expected.Remove(line);
            line.Item.PlanAgain();
        }
    }
}
