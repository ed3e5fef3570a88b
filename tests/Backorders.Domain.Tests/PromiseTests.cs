using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests;

public sealed class PromiseTests
{
    private readonly Scenario s = new();

    [Fact]
    public void Announce_LinesWait_ArePromisedInQueueOrder()
    {
        s.Submit("o1", "A:6");
        s.Pass(TimeSpan.FromSeconds(1));
        s.Submit("o2", "A:6");

        IReadOnlyList<Event> events = s.Announce("N1", "A:10", TimeSpan.FromDays(3));

        Assert.Equal(["o1"], events.OfType<PromiseGiven>().Select(e => e.Line.Order.OrderNo.Value));
        Assert.Equal(s.Now + TimeSpan.FromDays(4), s.Line("o1").Promise);
        Assert.Equal(4, s.Pegged("o2"));
    }

    [Fact]
    public void Submit_SupplyIsFree_IsPromisedAtOnce()
    {
        s.Announce("N1", "A:10", TimeSpan.FromDays(3));

        Assert.Single(s.Submit("o1", "A:6").OfType<PromiseGiven>());
    }

    [Fact]
    public void Promise_HangsOnTheLastShipmentItNeeds()
    {
        s.Announce("N2", "A:6", TimeSpan.FromDays(6));
        s.Announce("N1", "A:6", TimeSpan.FromDays(3));
        s.Submit("o1", "A:8");

        Assert.Equal(s.Now + TimeSpan.FromDays(7), s.Line("o1").FirstPromise);
        Assert.Equal(["N1:6", "N2:2"], s.Explain("o1").Pegs.Select(p => $"{p.Asn.AsnNo}:{p.Quantity}"));
    }

    [Trait("Case", "25")]
    [Theory]
    [InlineData(12, 0)]
    [InlineData(25, 1)]
    [InlineData(-25, 1)]
    public void Update_EtaMoves_TellsOnlyPastTheThreshold(int hours, int told)
    {
        s.Submit("o1", "A:6");
        s.Announce("N1", "A:6", TimeSpan.FromDays(3));

        var events = s.Do(new UpdateShipment(new AsnKey(Scenario.Acme, new AsnNo("N1")), s.Now + TimeSpan.FromDays(3) + TimeSpan.FromHours(hours), null, []));

        Assert.Equal(told, events.OfType<PromiseChanged>().Count());
    }

    [Trait("Case", "25")]
    [Fact]
    public void Update_EtaSlips_LinesMoveToAnotherShipmentThatIsFree()
    {
        s.Submit("o1", "A:6");
        s.Announce("N1", "A:6", TimeSpan.FromDays(3));
        s.Announce("N2", "A:6", TimeSpan.FromDays(4));

        s.Do(new UpdateShipment(new AsnKey(Scenario.Acme, new AsnNo("N1")), s.Now + TimeSpan.FromDays(20), null, []));

        Assert.Equal("N2", s.Explain("o1").Pegs.Single().Asn.AsnNo.Value);
    }

    [Trait("Case", "06")]
    [Fact]
    public void Close_Short_DropsPegsAndTellsWhoLosesTheDate()
    {
        s.Submit("o1", "A:6");
        s.Pass(TimeSpan.FromSeconds(1));
        s.Submit("o2", "A:6");
        s.Announce("N1", "A:12", TimeSpan.FromDays(3));
        s.Receive("A", 6, asn: "N1");

        IReadOnlyList<Event> events = s.CloseShipment("N1");

        Assert.Equal(("o2", Instant.Never), (events.OfType<PromiseChanged>().Single().Line.Order.OrderNo.Value, s.Line("o2").Promise));
        Assert.Equal(6, events.OfType<ShipmentClosed>().Single().Differences.Single().Received.Units);
    }

    [Trait("Case", "25")]
    [Fact]
    public void Split_PartComesLater_TheLastInLineIsPromisedTheLaterDate()
    {
        s.Submit("o1", "A:6");
        s.Pass(TimeSpan.FromSeconds(1));
        s.Submit("o2", "A:6");
        s.Announce("N1", "A:12", TimeSpan.FromDays(3));

        IReadOnlyList<Event> events = s.Do(Split("N1", "N1-B", 6, TimeSpan.FromDays(20)));

        PromiseChanged moved = events.OfType<PromiseChanged>().Single();
        Assert.Equal(("o2", s.Now + TimeSpan.FromDays(21), new AsnNo("N1-B")), (moved.Line.Order.OrderNo.Value, moved.To, moved.Because!.Value.AsnNo));
        Assert.Equal("N1", s.Explain("o1").Pegs.Single().Asn.AsnNo.Value);
        Assert.Equal(6, s.Warehouse.GetShipment(new AsnKey(Scenario.Acme, new AsnNo("N1")))!.Lines.Single().Announced.Units);
    }

    [Fact]
    public void Split_WhatCannotBeSplit_IsRefused()
    {
        s.Announce("N1", "A:12", TimeSpan.FromDays(3));
        s.Announce("N2", "B:1", TimeSpan.FromDays(3));
        s.Receive("A", 8, asn: "N1");

        s.Refuse(Split("N1", "N1-B", 5, TimeSpan.FromDays(20)), Refusal.InvalidQuantity);
        s.Refuse(Split("N2", "N1-B", 1, TimeSpan.FromDays(20)), Refusal.NotAnnounced);
        s.Refuse(Split("N1", "N2", 4, TimeSpan.FromDays(20)), Refusal.AlreadyExists);
        s.Refuse(Split("N9", "N1-B", 4, TimeSpan.FromDays(20)), Refusal.UnknownShipment);
        s.CloseShipment("N1");
        s.Refuse(Split("N1", "N1-B", 4, TimeSpan.FromDays(20)), Refusal.ShipmentClosed);
    }

    private SplitShipment Split(string asn, string part, long units, TimeSpan dueIn) => new(
        new AsnKey(Scenario.Acme, new AsnNo(asn)), new AsnNo(part), s.Now + dueIn, null, [new RequestedSupply(new Sku("A"), units, default)]);

    [Fact]
    public void Receipt_FromElsewhere_GivesThePeggedSupplyToTheNextLine()
    {
        s.Submit("o1", "A:6");
        s.Pass(TimeSpan.FromSeconds(1));
        s.Submit("o2", "A:6");
        s.Announce("N1", "A:6", TimeSpan.FromDays(3));

        IReadOnlyList<Event> events = s.Receive("A", 6);

        Assert.Equal("o2", events.OfType<PromiseGiven>().Single().Line.Order.OrderNo.Value);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 0)]
    public void Ship_OnOrAfterTheFirstPromise_IsKeptOrNot(int days, long kept)
    {
        s.Submit("o1", "A:6");
        s.Announce("N1", "A:6", TimeSpan.FromDays(1));
        s.Pass(TimeSpan.FromDays(days));
        s.Receive("A", 6, asn: "N1");
        Lease lease = s.Pull().Single();
        s.Pick(lease);
        s.PackAndShip(lease);

        Assert.Equal((1L, kept), (s.Warehouse.GetFigures().PromisesGiven, s.Warehouse.GetFigures().PromisesKept));
    }

    [Fact]
    public void Announce_SameSkuTwice_IsSummedAndSameNumberTwiceRefused()
    {
        s.Announce("N1", "A:6 A:6", TimeSpan.FromDays(1));

        Assert.Equal(12, s.Warehouse.GetShipment(new AsnKey(Scenario.Acme, new AsnNo("N1")))!.Lines.Single().Announced.Units);
        s.Refuse(new AnnounceShipment(new AsnKey(Scenario.Acme, new AsnNo("N1")), "", s.Now, null, [new RequestedSupply(new Sku("A"), 1, default)]), Refusal.AlreadyExists);
    }

    [Fact]
    public void Availability_NothingOnHand_IsPromisedFromWhatIsFreeOfTheNextShipment()
    {
        s.Submit("o1", "A:6");
        s.Announce("N1", "A:10", TimeSpan.FromDays(3));

        var shown = s.Warehouse.GetAvailability(Scenario.Item("A"), s.Now)!;

        Assert.Equal((0L, 4L, s.Now + TimeSpan.FromDays(4)), (shown.Available.Units, shown.Inbound.Units, shown.NextPromise));
    }
}
