using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Domain.Tests;

public sealed class ReceiptTests
{
    private readonly Scenario s = new();

    [Fact]
    public void Receive_LinesWait_GivesInQueueOrderAndPutsTheRestAway()
    {
        s.Submit("o1", "A:6");
        s.Pass(TimeSpan.FromMinutes(1));
        s.Submit("o2", "A:4");

        Assert.Equal("o1#1:6 o2#1:4 put-away:2", Scenario.Gifts(s.Receive("A", 12)));
        Assert.Equal(2, s.Stock("A").OnHand);
    }

    [Trait("Case", "12")]
    [Fact]
    public void Receive_InCases_CountsBaseUnits()
    {
        s.Do(s.NewReceipt("A", 2) with { Unit = new UnitName("case") });

        Assert.Equal(24, s.Stock("A").OnHand);
    }

    [Trait("Case", "12")]
    [Theory]
    [InlineData("X", 1, "each", Refusal.UnknownSku)]
    [InlineData("a", 1, "each", Refusal.UnknownSku)]
    [InlineData("POST", 1, "each", Refusal.NotGoods)]
    [InlineData("A", 0, "each", Refusal.InvalidQuantity)]
    [InlineData("A", -1, "each", Refusal.InvalidQuantity)]
    [InlineData("A", 1_000_000_001, "each", Refusal.InvalidQuantity)]
    [InlineData("A", 100_000_000, "case", Refusal.InvalidQuantity)]
    [InlineData("A", 1, "pallet", Refusal.UnknownUnit)]
    public void Receive_BadInput_IsRefusedByName(string sku, long quantity, string unit, Refusal reason) =>
        s.Refuse(s.NewReceipt(sku, quantity) with { Unit = new UnitName(unit) }, reason);

    [Fact]
    public void Receive_UnknownDoor_NamesTheDoors()
    {
        Refused refused = s.Refuse(s.NewReceipt("A", 1) with { Door = new DoorId("D9") }, Refusal.UnknownDoor);

        Assert.Contains("D1, D2", refused.Message, StringComparison.Ordinal);
    }

    [Trait("Case", "02")]
    [Fact]
    public void Receive_ScanIdWithAnotherQuantity_IsRefusedAndNamesTheDifference()
    {
        s.Do(s.NewReceipt("A", 5, scan: "x"));

        Refused refused = s.Refuse(s.NewReceipt("A", 6, scan: "x"), Refusal.KeyReused);

        Assert.Contains(refused.Details, d => d is { Key: "first_quantity", Value: "5" });
        Assert.Contains(refused.Details, d => d is { Key: "this_quantity", Value: "6" });
    }

    [Trait("Case", "08")]
    [Theory]
    [InlineData(Quality.Damaged)]
    [InlineData(Quality.QcHold)]
    public void Receive_NotUsable_DoesNotServeTheQueue(Quality quality)
    {
        s.Submit("o1", "A:5");

        Assert.Equal(string.Empty, Scenario.Gifts(s.Receive("A", 5, quality: quality)));
        Assert.Equal(5, s.Line("o1").Open.Units);
    }

    [Trait("Case", "08")]
    [Fact]
    public void SetQuality_Released_ServesTheQueue()
    {
        s.Submit("o1", "A:5");
        s.Receive("A", 5, quality: Quality.QcHold);

        string gifts = Scenario.Gifts(s.Do(new SetQuality(Scenario.Item("A"), 5, Quality.QcHold, Quality.Usable, ReasonCode.Inspection)));

        Assert.Equal("o1#1:5", gifts);
    }

    [Trait("Case", "08")]
    [Fact]
    public void SetQuality_OfAllocatedUnits_TakesThemFromWhoeverStandsLast()
    {
        s.Submit("o1", "A:5");
        s.Pass(TimeSpan.FromMinutes(1));
        s.Submit("o2", "A:5");
        s.Receive("A", 10);

        s.Do(new SetQuality(Scenario.Item("A"), 3, Quality.Usable, Quality.Damaged, ReasonCode.Damaged));

        Assert.Equal((5L, 2L), (s.Line("o1").Allocated.Units, s.Line("o2").Allocated.Units));
        Assert.Equal(3, s.Stock("A").Damaged);
    }

    [Fact]
    public void Receive_AgainstNotice_ServesItsPegs()
    {
        s.Submit("o1", "A:10");
        s.Announce("N1", "A:12", TimeSpan.FromDays(2));
        s.Receive("A", 12, asn: "N1");

        ShipmentLineView line = s.Warehouse.GetShipment(new AsnKey(Scenario.Acme, new AsnNo("N1")))!.Lines[0];
        Assert.Equal(12, line.Received.Units);
        Assert.Equal(10, s.Line("o1").Allocated.Units);
    }

    [Trait("Case", "07")]
    [Fact]
    public void Receive_AfterClose_IsBlindUnlessThePolicyRefuses()
    {
        s.Announce("N1", "A:12", TimeSpan.FromDays(2));
        s.CloseShipment("N1");

        Assert.Equal(ReceiptKind.Blind, s.Receive("A", 1, asn: "N1").OfType<ReceiptRecorded>().Single().Kind);

        s.Do(new SetPolicy(Policy.Default with { Unannounced = UnannouncedRule.Refuse }));
        s.Refuse(s.NewReceipt("A", 1, asn: "N1"), Refusal.ShipmentClosed);
    }

    [Trait("Case", "07")]
    [Fact]
    public void Receive_NoticeDoesNotNameTheSku_IsBlindUnlessThePolicyRefuses()
    {
        s.Announce("N1", "A:12", TimeSpan.FromDays(2));

        Assert.Equal(ReceiptKind.Blind, s.Receive("B", 1, asn: "N1").OfType<ReceiptRecorded>().Single().Kind);

        s.Do(new SetPolicy(Policy.Default with { Unannounced = UnannouncedRule.Refuse }));
        s.Refuse(s.NewReceipt("B", 1, asn: "N1"), Refusal.NotAnnounced);
    }

    [Trait("Case", "22")]
    [Fact]
    public void ReceiveReturn_Usable_ServesWaitingLinesLikeAnyReceipt()
    {
        s.Submit("o1", "A:3");

        string gifts = Scenario.Gifts(s.Do(new ReceiveReturn(
            Scenario.Item("A"), 4, default, new ScanKey(new DeviceId("S1"), new ScanId("r1")), new DoorId("D1"), Quality.Usable, "RMA", s.Now)));

        Assert.Equal("o1#1:3 put-away:1", gifts);
        Assert.Equal(4, s.Warehouse.GetFigures().Returned);
    }

    [Fact]
    public void Submit_UnitsOnHand_PicksFromStorage()
    {
        s.Receive("A", 10);

        UnitsAllocated given = s.Submit("o1", "A:4").OfType<UnitsAllocated>().Single();

        Assert.Equal(Source.Storage, given.Source);
        Assert.Equal(TaskKind.StoragePick, s.Warehouse.GetTask(given.Task)!.Kind);
    }
}
