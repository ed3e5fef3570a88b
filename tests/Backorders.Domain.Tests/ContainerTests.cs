using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests;

[Trait("Case", "11")]
public sealed class ContainerTests
{
    private readonly Scenario s = new();
    private int scans;

    [Fact]
    public void Receive_MixedContainer_ReceivesAllOfItInOneStep()
    {
        Announce("N1", ("A", 6, "P1"), ("B", 4, "P1"), ("A", 5, string.Empty));

        IReadOnlyList<Event> events = s.Do(Whole("P1"));

        Assert.Equal(["A:6", "B:4"], events.OfType<ReceiptRecorded>().Select(r => $"{r.Item.Sku}:{r.Quantity}"));
        Assert.Equal((6L, 11L), (Notice().Lines[0].Received.Units, Notice().Lines[0].Announced.Units));
        ContainerDivided divided = events.OfType<ContainerDivided>().Single();
        Assert.Equal((default, true), (divided.BreakDown, divided.Parts.All(p => p.Lpn == "P1" && p.Line is null))); // all of it goes to storage as it is
    }

    [Fact]
    public void Receive_ContentGoesSeveralWays_IsBrokenDownIntoNumberedParts()
    {
        s.Submit("o1", "A:4");
        s.Pass(TimeSpan.FromMinutes(1));
        s.Submit("o2", "A:1 B:2");
        Announce("N1", ("A", 6, "P1"), ("B", 2, "P1"));

        ContainerDivided divided = s.Do(Whole("P1")).OfType<ContainerDivided>().Single();

        Assert.Equal(
            ["P1/1 A:4 o1", "P1/2 A:1 o2", "P1 A:1 ", "P1/3 B:2 o2"],
            divided.Parts.Select(p => $"{p.Lpn} {p.Sku}:{p.Quantity} {p.Line?.Order.OrderNo}"));
        Assert.Equal("P1/2", s.Warehouse.GetTask(divided.Parts[1].Task)!.Lpn);
        Lease breakDown = s.Pull().Single(l => s.Task(l).Kind == TaskKind.BreakDown);
        Assert.Equal((divided.BreakDown, 8L, "P1"), (s.Task(breakDown).Task, s.Task(breakDown).Quantity.Units, s.Task(breakDown).Lpn));
        s.Do(new ConfirmPick(null, breakDown, 8));
        Assert.Null(s.Warehouse.GetTask(divided.BreakDown));
    }

    [Fact]
    public void Receive_AllOfItForOneLine_MovesWhole()
    {
        s.Submit("o1", "A:6");
        Announce("N1", ("A", 6, "P1"));

        ContainerDivided divided = s.Do(Whole("P1")).OfType<ContainerDivided>().Single();

        Assert.Equal((default, "P1"), (divided.BreakDown, divided.Parts.Single().Lpn));
        Assert.Equal("P1", s.Task(s.Pull().Single()).Lpn);
    }

    [Fact]
    public void Receive_Twice_IsRefused()
    {
        Announce("N1", ("A", 6, "P1"));
        s.Do(Whole("P1"));

        s.Refuse(Whole("P1"), Refusal.ContainerReceived);
        s.Refuse(s.NewReceipt("A", 6, asn: "N1") with { Lpn = "P1" }, Refusal.ContainerReceived);
    }

    [Fact]
    public void Receive_UnknownContainer_IsRefused()
    {
        s.Refuse(Whole("P9"), Refusal.UnknownContainer);
        Announce("N1", ("A", 6, "P1"));
        s.Refuse(Whole("P1") with { Owner = Scenario.Other }, Refusal.UnknownContainer);
    }

    [Fact]
    public void Announce_ContainerThatIsUnderWay_IsRefused()
    {
        Announce("N1", ("A", 6, "P1"));

        s.Refuse(Notice("N2", ("A", 1, "P1")), Refusal.AlreadyExists);
    }

    [Fact]
    public void Receive_ContentThatNeedsItsLot_IsRefused()
    {
        Announce("N1", ("L", 6, "P1"));

        s.Refuse(Whole("P1"), Refusal.LotRequired);
    }

    [Fact]
    [Trait("Case", "07")]
    public void Receive_NoticeIsClosed_IsRefusedWhereThePolicySays()
    {
        Announce("N1", ("A", 6, "P1"));
        s.CloseShipment("N1");
        s.Do(new SetPolicy(Policy.Default with { Unannounced = UnannouncedRule.Refuse }));
        s.Refuse(Whole("P1"), Refusal.ShipmentClosed);

        s.Do(new SetPolicy(Policy.Default with { Unannounced = UnannouncedRule.Reopen }));
        Assert.Single(s.Do(Whole("P1")).OfType<ShipmentReopened>());
    }

    [Theory]
    [InlineData("00376104250021234569", "376104250021234569")]
    [InlineData("376104250021234569", "376104250021234569")]
    [InlineData("PALLET-7", "PALLET-7")]
    public void Sscc_ApplicationIdentifier_IsTakenOff(string scanned, string kept) => Assert.Equal(kept, Sscc.Normalize(scanned));

    [Theory]
    [InlineData("376104250021234568", 9)]
    [InlineData("376104250021234569", null)]
    [InlineData("PALLET-7", null)]
    public void Sscc_WrongCheckDigit_IsTold(string lpn, int? right) => Assert.Equal(right, Sscc.RightCheckDigit(lpn));

    private void Announce(string asn, params (string Sku, long Quantity, string Lpn)[] lines) => s.Do(Notice(asn, lines));

    private AnnounceShipment Notice(string asn, params (string Sku, long Quantity, string Lpn)[] lines) => new(
        new AsnKey(Scenario.Acme, new AsnNo(asn)), "Supplier", s.Now + TimeSpan.FromDays(1), null,
        [.. lines.Select(l => new RequestedSupply(new Sku(l.Sku), l.Quantity, default) { Lpn = l.Lpn })]);

    private Views.ShipmentView Notice() => s.Warehouse.GetShipment(new AsnKey(Scenario.Acme, new AsnNo("N1")))!;

    private ReceiveContainer Whole(string lpn) => new(Scenario.Acme, lpn, new ScanKey(new DeviceId("S1"), new ScanId($"lpn-{++scans}")), new DoorId("D1"), s.Now);
}
