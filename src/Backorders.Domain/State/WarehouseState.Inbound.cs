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
            inbound.ExpectedAt = e.Eta;
        }

        if (inbound.HasArrived)
        {
            inbound.LastScanAt = at; // whoever says something of it expects the rest
            inbound.ExpectedAt = inbound.RestExpectedAt(PolicyOf(e.Asn.Owner));
        }

        inbound.Door = e.Door;
        foreach (ExpectedSupply line in inbound.Lines)
        {
            line.Item.Expected.Add(line);
            foreach (Peg peg in line.Pegs)
            {
                peg.Line.Order.LookAgain(); // it may come in time now
            }
        }

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
        foreach (ExpectedSupply line in inbound.Lines)
        {
            line.Item.Expected.Add(line);
        }

        WatchShipment(inbound);
    }

    private void Expect(InboundData inbound, AnnouncedLine announced)
    {
        if (inbound.Find(announced.Sku) is { } known)
        {
            known.Announced = announced.Quantity;
            return;
        }

        ExpectedSupply supply = new(inbound, Sku(new SkuKey(inbound.Key.Owner, announced.Sku))) { Announced = announced.Quantity };
        inbound.Lines.Add(supply);
        supply.Item.Expected.Add(supply);
    }

    private static void StopExpecting(InboundData inbound)
    {
        foreach (ExpectedSupply line in inbound.Lines)
        {
            line.Item.Expected.Remove(line);
        }
    }

    private void On(LinePegged e)
    {
        BackorderLine line = Line(e.Line);
        ExpectedSupply supply = inbounds[e.Asn].Find(e.Sku) ?? throw new InvalidOperationException($"The journal pegs to {e.Asn}, which brings no {e.Sku}.");
        AddPeg(line, supply, e.Quantity);
        line.Item.Queue.Changed(line);
    }

    private static void AddPeg(BackorderLine line, ExpectedSupply supply, Quantity units)
    {
        Peg? peg = line.Pegs.Find(p => p.Supply == supply);
        if (peg is null)
        {
            peg = new Peg(line, supply);
            peg.Node = supply.Pegs.AddLast(peg);
            line.Add(peg);
        }

        line.Order.LookAgain();
        peg.Quantity += units;
        supply.Pegged += units;
        line.Pegged += units;
        line.Item.PeggedDemand += units;
    }

    private void On(LineUnpegged e)
    {
        BackorderLine line = Line(e.Line);
        if (line.Pegs.Find(p => p.Supply.Shipment.Key == e.Asn) is { } peg)
        {
            Shrink(peg, e.Quantity);
            line.Item.Queue.Changed(line);
        }
    }

    /// <summary>Ends links that a line needs no more: to the shipment that served it first, then the latest, so that what it still waits for hangs on the earliest.</summary>
    private static void Unpeg(BackorderLine line, Quantity units, ExpectedSupply? served)
    {
        while (!units.IsZero)
        {
            Peg peg = line.Pegs.Find(p => p.Supply == served) ?? line.Pegs.MaxBy(p => p.Supply)!;
            Quantity part = Quantity.Min(units, peg.Quantity);
            Shrink(peg, part);
            units -= part;
        }
    }

    private static void Shrink(Peg peg, Quantity units)
    {
        peg.Line.Order.LookAgain();
        peg.Quantity -= units;
        peg.Supply.Pegged -= units;
        peg.Line.Pegged -= units;
        peg.Line.Item.PeggedDemand -= units;
        if (peg.Quantity.IsZero)
        {
            peg.Line.Remove(peg);
            peg.Supply.Pegs.Remove(peg.Node!);
        }
    }

    private void On(PromiseGiven e)
    {
        BackorderLine line = Line(e.Line);
        line.Item.Queue.Reconsider(line);
        line.FirstPromise = e.Promise;
        line.Promise = e.Promise;
        WatchPromise(line);
        Tally.PromisesGiven++;
    }

    private void On(PromiseChanged e)
    {
        BackorderLine line = Line(e.Line);
        line.Item.Queue.Reconsider(line);
        line.Promise = e.To;
        if (e.Cause != PromiseCause.None || line.Side is not null)
        {
            (line.Side ??= new LineSide()).Cause = e.Cause;
        }

        if (line.Side is { Agreed: { } agreed } side && agreed == Instant.Never)
        {
            side.Agreed = e.To; // he agreed to wait without a date: the next one given binds again
        }

        WatchPromise(line);
        Tally.PromisesChanged++;
    }
}
