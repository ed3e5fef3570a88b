using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests;

/// <summary>Why a shipment changed: said by whoever changes it, or read off the change.</summary>
public sealed class CauseTests
{
    private readonly Scenario s = new();

    [Theory]
    [InlineData(50, 0, PromiseCause.LateTruck)]
    [InlineData(-5, 0, PromiseCause.EarlyTruck)]
    [InlineData(0, 3, PromiseCause.ShortShipment)]
    [InlineData(0, 9, PromiseCause.None)]
    [InlineData(50, 3, PromiseCause.LateTruck)]
    public void Update_CauseIsNotSaid_IsReadOffTheChange(int hours, int quantity, PromiseCause cause)
    {
        s.Announce("N1", "A:6", TimeSpan.FromDays(1));
        Instant? eta = hours == 0 ? null : s.Now + TimeSpan.FromHours(24 + hours);

        ShipmentUpdated updated = s.Do(new UpdateShipment(Asn, eta, null, quantity == 0 ? [] : [new RequestedSupply(new Sku("A"), quantity, default)]))
            .OfType<ShipmentUpdated>().Single();

        Assert.Equal(cause, updated.Cause);
    }

    [Fact]
    public void SplitCancelClose_CauseIsNotSaid_IsReadOffTheChange()
    {
        s.Announce("N1", "A:6", TimeSpan.FromDays(1));
        s.Announce("N4", "A:6", TimeSpan.FromDays(1));
        s.Receive("A", 6, "N4");

        Assert.Equal(PromiseCause.LateTruck, Split(PromiseCause.None).Cause);
        Assert.Equal(PromiseCause.ShipmentCancelled, s.Do(new CancelShipment(Part, ReasonCode.Supplier)).OfType<ShipmentCancelled>().Single().Cause);
        Assert.Equal(PromiseCause.ShortShipment, s.CloseShipment("N1").OfType<ShipmentClosed>().Single().Cause);
        Assert.Equal(PromiseCause.None, s.CloseShipment("N4").OfType<ShipmentClosed>().Single().Cause); // it came as announced
    }

    [Fact]
    public void CauseAndNote_AreStoredWithTheEvent()
    {
        s.Announce("N1", "A:6", TimeSpan.FromDays(1));

        ShipmentUpdated updated = s.Do(new UpdateShipment(Asn, s.Now + TimeSpan.FromDays(9), null, []) { Cause = PromiseCause.Recall, Note = "lot 7 at the maker's" })
            .OfType<ShipmentUpdated>().Single();
        ShipmentSplit split = Split(PromiseCause.QualityHold);
        ShipmentCancelled cancelled = s.Do(new CancelShipment(Part, ReasonCode.Supplier) { Cause = PromiseCause.Recall, Note = "x" }).OfType<ShipmentCancelled>().Single();
        ShipmentClosed closed = s.Do(new CloseShipment(Asn) { Cause = PromiseCause.Count, Note = "y" }).OfType<ShipmentClosed>().Single();

        Assert.Equal((PromiseCause.Recall, "lot 7 at the maker's"), (updated.Cause, updated.Note));
        Assert.Equal((PromiseCause.QualityHold, "n"), (split.Cause, split.Note));
        Assert.Equal((PromiseCause.Recall, "x", PromiseCause.Count, "y"), (cancelled.Cause, cancelled.Note, closed.Cause, closed.Note));
        Assert.False(closed.ByItself);
    }

    [Fact]
    public void UnknownCauseOrLongNote_IsRefusedByName()
    {
        s.Announce("N1", "A:6", TimeSpan.FromDays(1));
        foreach (ShipmentChange change in (ShipmentChange[])
            [
                new UpdateShipment(Asn, null, null, []), new CancelShipment(Asn, ReasonCode.Supplier), new CloseShipment(Asn),
                new SplitShipment(Asn, Part.AsnNo, s.Now, null, [new RequestedSupply(new Sku("A"), 1, default)]),
            ])
        {
            Assert.Contains("Cause 99 is not known", s.Refuse(change with { Cause = (PromiseCause)99 }, Refusal.InvalidValue).Message);
            Assert.Contains("note", s.Refuse(change with { Note = new string('n', Limits.TextMax + 1) }, Refusal.InvalidText).Message);
        }
    }

    [Fact]
    public void CauseWords_EveryCauseHasItsOwn_AndAnUnknownOneNone()
    {
        PromiseCause[] causes = [.. Enum.GetValues<PromiseCause>().Where(c => c != PromiseCause.None)];

        Assert.Equal(causes.Length, causes.Select(CauseWords.Of).Where(w => w.Length > 0).Distinct().Count());
        Assert.Equal((string.Empty, string.Empty), (CauseWords.Of(PromiseCause.None), CauseWords.Of((PromiseCause)99)));
    }

    [Theory]
    [InlineData("Europe/London", "2026-03-28", "2026-03-28T23:59:59.999999Z")]
    [InlineData("Europe/London", "2026-03-29", "2026-03-29T22:59:59.999999Z")] // the day that loses an hour
    [InlineData("Europe/London", "2026-10-25", "2026-10-25T23:59:59.999999Z")] // the day that gains one
    [InlineData("America/New_York", "2026-07-04", "2026-07-05T03:59:59.999999Z")]
    [InlineData("Asia/Beirut", "2026-10-24", "2026-10-24T21:59:59.999999Z")] // its last hour comes twice
    [InlineData("Asia/Beirut", "2026-03-28", "2026-03-28T21:59:59.999999Z")] // clocks go forward when it ends
    public void EtaDate_IsTheEndOfThatDayWhereTheWarehouseIs(string zone, string day, string eta)
    {
        s.Do(new OpenWarehouse(zone, [new DoorId("D1"), new DoorId("D2")], [new LaneId("L1")]));
        RequestedSupply[] supply = [new RequestedSupply(new Sku("A"), 6, default)];
        DateOnly date = DateOnly.ParseExact(day, "yyyy-MM-dd");

        s.Do(new AnnounceShipment(Asn, "Supplier", default, null, supply) { EtaDate = date });
        Assert.Equal(eta, s.Warehouse.GetShipment(Asn)!.Eta.ToString());
        s.Do(new UpdateShipment(Asn, s.Now + TimeSpan.FromDays(500), null, []));
        s.Do(new UpdateShipment(Asn, null, null, []) { EtaDate = date });
        Assert.Equal(eta, s.Warehouse.GetShipment(Asn)!.Eta.ToString());
        s.Do(new SplitShipment(Asn, Part.AsnNo, default, null, [supply[0] with { Quantity = 1 }]) { EtaDate = date });
        Assert.Equal(eta, s.Warehouse.GetShipment(Part)!.Eta.ToString());
    }

    [Fact]
    public void EtaDate_BeyondAllCalendars_IsRefusedByName() => Assert.Contains(
        "eta_date",
        s.Refuse(
            new AnnounceShipment(Asn, string.Empty, default, null, [new RequestedSupply(new Sku("A"), 6, default)]) { EtaDate = DateOnly.MaxValue },
            Refusal.InvalidValue).Message);

    private static AsnKey Asn => new(Scenario.Acme, new AsnNo("N1"));

    private static AsnKey Part => new(Scenario.Acme, new AsnNo("N2"));

    private ShipmentSplit Split(PromiseCause cause) => s.Do(
        new SplitShipment(Asn, Part.AsnNo, s.Now + TimeSpan.FromDays(3), null, [new RequestedSupply(new Sku("A"), 2, default)]) { Cause = cause, Note = "n" })
        .OfType<ShipmentSplit>().Single();
}
