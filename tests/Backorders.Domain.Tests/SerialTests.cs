using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests;

[Trait("Case", "10")]
public sealed class SerialTests
{
    private readonly Scenario s = new();
    private int scans;

    public SerialTests() => s.Do(new DefineItems(Scenario.Acme, [new Item(new Sku("TV"), "Television", true, []) { IsSerialControlled = true }]));

    [Theory]
    [InlineData(2, "S1")]
    [InlineData(2, "S1 S2 S3")]
    [InlineData(2, "S1 S1")]
    [InlineData(1, "")]
    public void Receive_OtherThanOneSerialForEachUnit_IsRefused(long quantity, string serials) =>
        s.Refuse(Receipt(serials) with { Quantity = quantity }, Refusal.SerialsRequired);

    [Fact]
    public void Receive_SerialThatStandsInTheBuilding_IsRefused()
    {
        s.Do(Receipt("S1 S2"));

        Refused refused = s.Refuse(Receipt("S3 S2"), Refusal.SerialTaken);

        Assert.Contains(refused.Details, d => d is { Key: "serial", Value: "S2" });
    }

    [Fact]
    public void Receive_OfAPlainItem_DoesNotLookAtSerials() => Assert.Empty(
        s.Do(s.NewReceipt("A", 2) with { Serials = [new Serial("S1")] }).OfType<ReceiptRecorded>().Single().Serials);

    [Fact]
    public void Pick_SaysWhichWent_AndRefusesOthers()
    {
        Lease lease = Leased(2, "S1 S2 S3");

        s.Refuse(Confirm(lease, 2, "S1"), Refusal.SerialsRequired);
        s.Refuse(Confirm(lease, 2, "S1 S9"), Refusal.UnknownSerial);
        Assert.Equal([new Serial("S1"), new Serial("S3")], s.Do(Confirm(lease, 2, "S1 S3")).OfType<TaskPicked>().Single().Serials);
        Assert.Equal(lease.Task, s.Warehouse.TraceSerial(Scenario.Item("TV"), new Serial("S3"))!.Task!.Task);
        Assert.Null(s.Warehouse.TraceSerial(Scenario.Item("TV"), new Serial("S2"))!.Task);
    }

    [Fact]
    public void Pick_SerialInTheHandsOfAnotherTask_IsRefused()
    {
        s.Submit("o1", "TV:1");
        s.Submit("o2", "TV:1");
        s.Do(Receipt("S1 S2"));
        IReadOnlyList<Lease> leases = s.Pull();
        s.Do(Confirm(leases[0], 1, "S1"));

        s.Refuse(Confirm(leases[1], 1, "S1"), Refusal.SerialTaken);
    }

    [Fact]
    public void Pack_OtherSerialScanned_IsRefused()
    {
        Lease lease = Leased(2, "S1 S2 S3");
        s.Do(Confirm(lease, 2, "S1 S2"));

        s.Refuse(Packed(lease, 2, "S1 S3"), Refusal.UnknownSerial);
        s.Refuse(Packed(lease, 2, "S1"), Refusal.SerialsRequired);
        s.Do(Packed(lease, 2, "S2 S1"));
    }

    [Fact]
    public void Short_NamesTheSerialsInHand()
    {
        Lease lease = Leased(2, "S1 S2");

        s.Refuse(new ReportShort(null, lease, 1, ReasonCode.NotFound), Refusal.SerialsRequired);
        s.Do(new ReportShort(null, lease, 1, ReasonCode.NotFound) { Serials = [new Serial("S2")] });
        Assert.Equal([new Serial("S2")], s.Task(lease).Serials);
    }

    [Fact]
    [Trait("Case", "22")]
    public void Shipped_ComesBackAsAReturnOnly()
    {
        Lease lease = Leased(1, "S1");
        s.Do(Confirm(lease, 1, "S1"));
        s.PackAndShip(lease);

        s.Refuse(Receipt("S1"), Refusal.SerialTaken);
        s.Do(new ReceiveReturn(
            Scenario.Item("TV"), 1, default, new ScanKey(new DeviceId("S1"), new ScanId("back")), new DoorId("D1"), Quality.Usable, "RMA", s.Now)
        {
            Serials = [new Serial("S1")],
        });
        Assert.Null(s.Warehouse.TraceSerial(Scenario.Item("TV"), new Serial("S1"))!.Task);
        s.Refuse(Receipt("S1"), Refusal.SerialTaken);
    }

    [Fact]
    [Trait("Case", "13")]
    public void Cancel_OfPickedUnits_LetsTheirSerialsGoBack()
    {
        Lease lease = Leased(2, "S1 S2");
        s.Do(Confirm(lease, 2, "S1 S2"));

        s.Cancel("o1");

        Assert.Null(s.Warehouse.TraceSerial(Scenario.Item("TV"), new Serial("S1"))!.Task);
        s.Verify();
    }

    [Fact]
    [Trait("Case", "04")]
    public void Reverse_TakesItsSerialsAlong_SoThatTheyMayComeAgain()
    {
        s.Do(Receipt("S1 S2"));
        s.ReverseLast($"tv-{scans}");

        Assert.Null(s.Warehouse.TraceSerial(Scenario.Item("TV"), new Serial("S1")));
        s.Do(Receipt("S1 S2"));
    }

    [Fact]
    [Trait("Case", "23")]
    public void Count_NamesTheSerialsFoundOrLost()
    {
        s.Do(Receipt("S1 S2"));
        CountStock count = new(Scenario.Item("TV"), null, -1, ReasonCode.Loss, new ScanKey(new DeviceId("S1"), new ScanId("c1")));

        s.Refuse(count, Refusal.SerialsRequired);
        s.Refuse(count with { Counted = 1 }, Refusal.SerialsRequired);
        s.Do(count with { Serials = [new Serial("S2")] });
        Assert.Null(s.Warehouse.TraceSerial(Scenario.Item("TV"), new Serial("S2")));
    }

    private Lease Leased(long quantity, string serials)
    {
        s.Submit("o1", $"TV:{quantity}");
        s.Do(Receipt(serials));
        return s.Pull().Single();
    }

    private Receive Receipt(string serials)
    {
        Serial[] all = Split(serials);
        return s.NewReceipt("TV", Math.Max(all.Length, 1), scan: $"tv-{++scans}") with { Serials = all };
    }

    private static ConfirmPick Confirm(Lease lease, long quantity, string serials) => new(null, lease, quantity) { Serials = Split(serials) };

    private static Pack Packed(Lease lease, long quantity, string serials) => new(null, [lease], "P")
    {
        Scans = [new ScannedUnits(new Sku("TV"), null, quantity, default) { Serials = Split(serials) }],
    };

    private static Serial[] Split(string serials) => [.. serials.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(t => new Serial(t))];
}
