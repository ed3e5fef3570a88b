using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Domain.Tests;

/// <summary>A truck that does not come is noticed, and so is one of which the rest does not.</summary>
[Trait("Case", "25")]
public sealed class OverdueTests
{
    private readonly Scenario s = new();

    [Fact]
    public void EtaPasses_WithinTheTolerance_NothingHappens()
    {
        s.Announce("N1", "A:6", TimeSpan.FromDays(1));
        Assert.Equal(s.Now + TimeSpan.FromHours(26), s.Warehouse.NextDue);

        Assert.Empty(After(TimeSpan.FromHours(26) - TimeSpan.FromMilliseconds(1)));
        Assert.False(Shipment("N1").Overdue);
    }

    [Fact]
    public void TolerancePasses_ItIsOverdue_AndExpectedWithinTheGrace()
    {
        s.Announce("N1", "A:6", TimeSpan.FromDays(1));
        Instant eta = Shipment("N1").Eta;

        ShipmentOverdue overdue = After(TimeSpan.FromHours(26)).OfType<ShipmentOverdue>().Single();

        Assert.Equal((eta, eta + TimeSpan.FromHours(24), false), (overdue.Eta, overdue.ExpectedAt, overdue.IsAgain));
        Assert.Equal((true, eta, eta + TimeSpan.FromHours(24)), (Shipment("N1").Overdue, Shipment("N1").Eta, Shipment("N1").ExpectedAt));
        Assert.Equal(1, s.Warehouse.GetFigures().ShipmentsOverdue);
    }

    [Fact]
    public void GracePassesToo_NobodyCanSay_AndItIsNotToldAThirdTime()
    {
        s.Announce("N1", "A:6", TimeSpan.FromDays(1));
        After(TimeSpan.FromHours(26));

        ShipmentOverdue again = After(TimeSpan.FromHours(22)).OfType<ShipmentOverdue>().Single();

        Assert.Equal((Instant.Never, true), (again.ExpectedAt, again.IsAgain));
        Assert.Equal((true, Instant.Never), (Shipment("N1").Overdue, Shipment("N1").ExpectedAt));
        Assert.Empty(After(TimeSpan.FromDays(40)));
    }

    [Theory]
    [InlineData(-1, null)]
    [InlineData(-2, 22.0)]
    [InlineData(-25, double.NaN)]
    public void AnnouncedForATimeThatHasPassed_IsOverdueInTheSameTurn(double etaHours, double? expectedHours)
    {
        ShipmentOverdue? overdue = s.Announce("N1", "A:6", TimeSpan.FromHours(etaHours)).OfType<ShipmentOverdue>().SingleOrDefault();

        Assert.Equal(expectedHours is { } hours ? double.IsNaN(hours) ? Instant.Never : s.Now + TimeSpan.FromHours(hours) : null, overdue?.ExpectedAt);
    }

    [Fact]
    public void UpdatedOrSplitToATimeThatHasPassed_IsOverdueInTheSameTurn()
    {
        s.Announce("N1", "A:6", TimeSpan.FromDays(1));

        AsnKey updated = s.Do(new UpdateShipment(Asn("N1"), s.Now - TimeSpan.FromHours(3), null, [])).OfType<ShipmentOverdue>().Single().Asn;
        AsnKey part = s.Do(new SplitShipment(Asn("N1"), new AsnNo("N2"), s.Now - TimeSpan.FromHours(3), null, [Supply("A", 2)])).OfType<ShipmentOverdue>().Single().Asn;

        Assert.Equal((Asn("N1"), Asn("N2")), (updated, part));
    }

    [Fact]
    public void UpdatedToALaterTime_EndsIt_WhateverElseIsSaidDoesNot()
    {
        s.Announce("N1", "A:6", TimeSpan.FromDays(1));
        After(TimeSpan.FromHours(26));

        Assert.Empty(s.Do(new UpdateShipment(Asn("N1"), null, new DoorId("D2"), [Supply("A", 7)])).OfType<ShipmentOverdue>());
        Assert.True(Shipment("N1").Overdue);

        s.Do(new UpdateShipment(Asn("N1"), s.Now + TimeSpan.FromDays(2), null, []));
        Assert.Equal((false, s.Now + TimeSpan.FromDays(2), 0), (Shipment("N1").Overdue, Shipment("N1").ExpectedAt, s.Warehouse.GetFigures().ShipmentsOverdue));
        Assert.False(Assert.Single(After(TimeSpan.FromHours(50)).OfType<ShipmentOverdue>()).IsAgain);
    }

    [Fact]
    public void FirstReceipt_EndsIt_AndTheRestIsExpectedInTheHoursToUnload()
    {
        s.Announce("N1", "A:6 B:4", TimeSpan.FromDays(1));
        After(TimeSpan.FromHours(30) + TimeSpan.FromMinutes(10));

        s.Receive("A", 2, "N1");

        Assert.False(Shipment("N1").Overdue);
        Assert.Equal(s.Now + TimeSpan.FromHours(24) + TimeSpan.FromMinutes(50), Shipment("N1").RestUntil); // in whole hours
        Assert.Equal(Shipment("N1").RestUntil, s.Warehouse.NextDue);
    }

    [Fact]
    public void FirstReceipt_BeforeTheEta_TheRestIsExpectedAfterTheEta()
    {
        s.Announce("N1", "A:6", TimeSpan.FromDays(3));
        Instant eta = Shipment("N1").Eta;

        s.Receive("A", 2, "N1");

        Assert.Equal((eta, eta + TimeSpan.FromHours(24)), (Shipment("N1").ExpectedAt, Shipment("N1").RestUntil));
        Assert.Empty(After(TimeSpan.FromDays(3)));
    }

    [Fact]
    public void NothingScannedForTheHoursToUnload_IsClosedShort()
    {
        s.Announce("N1", "A:6 B:4", TimeSpan.FromHours(1));
        After(TimeSpan.FromHours(1));
        s.Receive("A", 2, "N1");
        After(TimeSpan.FromHours(20));
        s.Receive("A", 4, "N1"); // each scan gives the rest its hours again
        Assert.Empty(After(TimeSpan.FromHours(24) - TimeSpan.FromMilliseconds(1)));

        ShipmentClosed closed = After(TimeSpan.FromMilliseconds(1)).OfType<ShipmentClosed>().Single();

        Assert.Equal((PromiseCause.ShortShipment, true), (closed.Cause, closed.ByItself));
        Assert.Equal([new ShipmentDifference(new Sku("B"), new Quantity(4), Quantity.Zero)], closed.Differences);
        Assert.False(Shipment("N1").Open);
    }

    [Fact]
    public void EverythingCame_IsNotClosedByItself()
    {
        s.Announce("N1", "A:6", TimeSpan.FromHours(1));
        s.Receive("A", 6, "N1");

        Assert.Empty(After(TimeSpan.FromDays(30)));
        Assert.True(Shipment("N1").Open);
    }

    [Fact]
    public void ReceiptTakenBack_TheRestIsExpectedAgain_AndGetsItsHours()
    {
        s.Announce("N1", "A:6", TimeSpan.FromHours(1));
        s.Receive("A", 6, "N1");
        After(TimeSpan.FromDays(5));
        s.ReverseLast();

        Assert.Equal(s.Now + TimeSpan.FromHours(24), Shipment("N1").RestUntil);
        Assert.Empty(After(TimeSpan.FromHours(23)));
        Assert.Single(After(TimeSpan.FromHours(1)).OfType<ShipmentClosed>());
    }

    [Fact]
    public void MoreIsAnnouncedAfterEverythingCame_TheRestGetsItsHours()
    {
        s.Announce("N1", "A:6", TimeSpan.FromHours(1));
        s.Receive("A", 6, "N1");
        After(TimeSpan.FromDays(5));
        s.Do(new UpdateShipment(Asn("N1"), null, null, [Supply("A", 9)]));

        Assert.Equal((true, s.Now + TimeSpan.FromHours(24)), (Shipment("N1").Open, Shipment("N1").RestUntil));
        Assert.Single(After(TimeSpan.FromHours(24)).OfType<ShipmentClosed>());
    }

    [Fact]
    public void MoreIsAnnouncedOfWhatWasSplitOff_IsOverdueInTheSameTurn()
    {
        s.Announce("N1", "A:6", TimeSpan.FromHours(1));
        s.Do(new SplitShipment(Asn("N1"), new AsnNo("N2"), s.Now + TimeSpan.FromDays(9), null, [Supply("A", 6)]));
        After(TimeSpan.FromDays(2));

        Assert.Single(s.Do(new UpdateShipment(Asn("N1"), null, null, [Supply("A", 2)])).OfType<ShipmentOverdue>());
    }

    [Fact]
    public void PartOfAScanTakenBack_IsWatchedAgain()
    {
        s.Announce("N1", "A:6", TimeSpan.FromHours(1));
        s.Receive("A", 4, "N1");
        s.Receive("A", 2, "N1");
        s.ReverseLast();

        Assert.Equal(Shipment("N1").RestUntil, s.Warehouse.NextDue);
    }

    [Fact]
    public void ClosedOrCancelled_IsNeverOverdue()
    {
        s.Announce("N1", "A:6", TimeSpan.FromHours(1));
        s.Announce("N2", "A:6", TimeSpan.FromHours(-3));
        s.CloseShipment("N1");
        s.Do(new CancelShipment(Asn("N2"), ReasonCode.Supplier));

        Assert.Equal((false, 0), (Shipment("N2").Overdue, s.Warehouse.GetFigures().ShipmentsOverdue));
        Assert.Empty(After(TimeSpan.FromDays(10)));
    }

    [Fact]
    public void AllOfItSplitOff_NothingIsMissing()
    {
        s.Announce("N1", "A:6", TimeSpan.FromHours(-3));
        s.Do(new SplitShipment(Asn("N1"), new AsnNo("N2"), s.Now + TimeSpan.FromDays(9), null, [Supply("A", 6)]));

        Assert.False(Shipment("N1").Overdue);
        Assert.Empty(After(TimeSpan.FromDays(8)));
    }

    [Fact]
    public void CartonOfAClosedShipment_OpensIt_AndItsRestIsClosedAgain()
    {
        s.Do(new SetPolicy(Policy.Default with { Unannounced = UnannouncedRule.Reopen }));
        s.Announce("N1", "A:6", TimeSpan.FromHours(1));
        s.CloseShipment("N1");
        s.Pass(TimeSpan.FromDays(2));
        s.Receive("A", 1, "N1");
        Assert.True(Shipment("N1").Open);

        Assert.Single(After(TimeSpan.FromHours(25)).OfType<ShipmentClosed>());
    }

    [Fact]
    public void Supplier_WhoseLatenessIsKnown_IsExpectedAsLateAsMostOfItsTrucks()
    {
        for (int i = 1; i <= 8; i++)
        {
            s.Announce($"L{i}", "A:1", TimeSpan.FromHours(1));
            After(TimeSpan.FromHours(1 + i));
            s.Receive("A", 1, $"L{i}");
        }

        s.Announce("N1", "A:6", TimeSpan.FromHours(1));
        Instant eta = Shipment("N1").Eta;

        Assert.Equal(eta + TimeSpan.FromHours(7), After(TimeSpan.FromHours(3)).OfType<ShipmentOverdue>().Single().ExpectedAt);
        Assert.Equal(eta + TimeSpan.FromHours(24), After(TimeSpan.FromHours(5)).OfType<ShipmentOverdue>().Single().ExpectedAt);
        Assert.Equal(Instant.Never, After(TimeSpan.FromHours(17)).OfType<ShipmentOverdue>().Single().ExpectedAt);
    }

    [Fact]
    public void Lateness_IsMeasuredAgainstTheEtaThatStoodThen_OncePerShipment()
    {
        for (int i = 1; i <= 8; i++)
        {
            s.Announce($"L{i}", "A:2", TimeSpan.FromHours(1));
            s.Do(new UpdateShipment(Asn($"L{i}"), s.Now + TimeSpan.FromHours(10), null, []));
            After(TimeSpan.FromHours(13));
            s.Receive("A", 1, $"L{i}");
            s.ReverseLast();
            s.Pass(TimeSpan.FromHours(5));
            s.Receive("A", 2, $"L{i}");
        }

        s.Announce("N1", "A:6", TimeSpan.FromHours(-2.5));

        Assert.Equal(s.Now + TimeSpan.FromHours(0.5), Shipment("N1").ExpectedAt); // three hours after its ETA
    }

    [Fact]
    public void ExpectedTime_IsItsPlaceAmongTheShipments()
    {
        s.Announce("N1", "A:6", TimeSpan.FromHours(1));
        s.Announce("N2", "A:6", TimeSpan.FromHours(10));
        s.Announce("N3", "A:6", TimeSpan.FromHours(40));
        s.Submit("o1", "A:18");
        Assert.Equal(["N1", "N2", "N3"], Order());

        After(TimeSpan.FromHours(3)); // N1 is expected at 25 hours
        Assert.Equal(["N2", "N1", "N3"], Order());
        s.Receive("A", 1, "N2"); // its rest is on the way from the truck to the dock
        Assert.Equal(["N2", "N1", "N3"], Order());
        After(TimeSpan.FromHours(22)); // nobody can say when N1 comes
        Assert.Equal(["N2", "N3"], Order());

        string[] Order() => [.. s.Explain("o1").Pegs.Select(p => p.Asn.AsnNo.Value)];
    }

    [Fact]
    public void PolicyChanges_WhatIsExpectedFollows()
    {
        s.Announce("N1", "A:6", TimeSpan.FromHours(1));
        s.Announce("N2", "B:6", TimeSpan.FromHours(1));
        s.Receive("A", 1, "N1");
        Instant eta = Shipment("N1").Eta;

        s.Do(new SetPolicy(Policy.Default with { UnloadHours = 5, OverdueToleranceHours = 0 }, Scenario.Acme));

        Assert.Equal(eta + TimeSpan.FromHours(5), Shipment("N1").RestUntil);
        Assert.Equal(Asn("N2"), After(TimeSpan.FromHours(1)).OfType<ShipmentOverdue>().Single().Asn);
        s.Do(new DropPolicy(Scenario.Acme));
        Assert.Equal(eta + TimeSpan.FromHours(24), Shipment("N1").RestUntil);
    }

    [Fact]
    public void Policy_ToleranceAboveTheAllowance_IsRefusedAndSaysWhatWouldBeRight()
    {
        Refused refused = s.Refuse(new SetPolicy(Policy.Default with { PromiseAllowanceHours = 1 }), Refusal.InvalidValue);

        Assert.Contains("overdue_tolerance_hours is 2; it must not be above promise_allowance_hours, which is 1", refused.Message);
    }

    [Theory]
    [InlineData(-1, 24, 24, 24, "overdue_tolerance_hours")]
    [InlineData(2, -1, 24, 24, "overdue_grace_hours")]
    [InlineData(2, 24, 0, 24, "unload_hours")]
    [InlineData(2, 24, 24, 721, "notice_quiet_hours")]
    public void Policy_OutOfRange_IsRefusedByName(int tolerance, int grace, int unload, int quiet, string name) => Assert.Contains(
        name,
        s.Refuse(
            new SetPolicy(Policy.Default with { OverdueToleranceHours = tolerance, OverdueGraceHours = grace, UnloadHours = unload, NoticeQuietHours = quiet }),
            Refusal.InvalidValue).Message);

    private IReadOnlyList<Event> After(TimeSpan span)
    {
        s.Pass(span);
        return s.Do(new AdvanceTime());
    }

    private ShipmentView Shipment(string no) => s.Warehouse.GetShipment(Asn(no))!;

    private static AsnKey Asn(string no) => new(Scenario.Acme, new AsnNo(no));

    private static RequestedSupply Supply(string sku, long quantity) => new(new Sku(sku), quantity, default);
}
