using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests;

[Trait("Case", "12")]
public sealed class BarcodeTests
{
    private static readonly Gtin Each = new("4006381333931");
    private static readonly Gtin Case = new("14006381333938");
    private static readonly UnitName CaseUnit = new("case");

    private readonly Scenario s = new();

    public BarcodeTests() => s.Do(new DefineItems(Scenario.Acme, [Pen("A")]));

    [Fact]
    public void Receive_CaseScanned_CountsEaches() =>
        Assert.Equal(24, Recorded(s.Do(s.NewReceipt("A", 2) with { Item = new SkuKey(Scenario.Acme, default), Gtin = Case })));

    [Fact]
    public void Receive_EachScannedWithFewerDigits_IsTheSameNumber()
    {
        s.Do(new DefineItems(Scenario.Acme, [Pen("A") with { Barcodes = [new Barcode(new Gtin("00012345678905"), default)] }]));

        Assert.Equal(3, Recorded(s.Do(s.NewReceipt("A", 3) with { Gtin = new Gtin("012345678905") })));
    }

    [Fact]
    public void Receive_BarcodeOfAnotherSku_IsRefusedAndNamesIt()
    {
        Refused refused = s.Refuse(s.NewReceipt("B", 1) with { Gtin = Each }, Refusal.WrongItem);

        Assert.Contains(refused.Details, d => d is { Key: "scanned_sku", Value: "A" });
    }

    [Fact]
    public void Receive_BarcodeOfAnotherUnit_IsRefused() => s.Refuse(s.NewReceipt("A", 1) with { Gtin = Case, Unit = Item.Each }, Refusal.WrongItem);

    [Fact]
    public void Receive_UnknownBarcode_IsRefused() => s.Refuse(s.NewReceipt("A", 1) with { Gtin = new Gtin("73513537") }, Refusal.UnknownGtin);

    [Fact]
    [Trait("Case", "30")]
    public void Receive_BarcodeOfAnotherOwner_IsUnknown() =>
        s.Refuse(s.NewReceipt("A", 1) with { Item = new SkuKey(Scenario.Other, default), Gtin = Each }, Refusal.UnknownGtin);

    [Fact]
    public void Return_And_Count_TakeABarcodeToo()
    {
        s.Do(new ReceiveReturn(new SkuKey(Scenario.Acme, default), 1, default, Scan("r1"), new DoorId("D1"), Quality.Usable, "RMA", s.Now) { Gtin = Case });
        s.Do(new CountStock(new SkuKey(Scenario.Acme, default), 2, 0, ReasonCode.CountDifference, Scan("c1")) { Gtin = Case });

        Assert.Equal(24, s.Stock("A").OnHand);
    }

    [Fact]
    public void Define_SameBarcodeOnTwoItems_IsRefused() =>
        s.Refuse(new DefineItems(Scenario.Acme, [Pen("B")]), Refusal.GtinTaken);

    [Fact]
    public void Define_BarcodePassesToAnotherItemInOneStep_MeansTheOther()
    {
        s.Do(new DefineItems(Scenario.Acme, [Pen("A") with { Barcodes = [] }, Pen("B")]));

        Assert.Equal(new Sku("B"), s.Do(s.NewReceipt("B", 1) with { Gtin = Each }).OfType<ReceiptRecorded>().Single().Item.Sku);
    }

    [Fact]
    public void Define_BarcodeOfAUnitThatTheItemLacks_IsRefused() =>
        s.Refuse(new DefineItems(Scenario.Acme, [Pen("A") with { Barcodes = [new Barcode(new Gtin("73513537"), new UnitName("pallet"))] }]), Refusal.UnknownUnit);

    [Fact]
    public void Define_LotControlWhileUnitsAreThere_IsRefused()
    {
        s.Receive("A", 1);

        s.Refuse(new DefineItems(Scenario.Acme, [Pen("A") with { IsLotControlled = true }]), Refusal.InvalidValue);
    }

    [Fact]
    public void Define_TheSameAgain_ChangesNothing() => Assert.Empty(s.Do(new DefineItems(Scenario.Acme, [Pen("A")])));

    private static Item Pen(string sku) => new(new Sku(sku), "Pen", true, [new UnitOfMeasure(CaseUnit, 12)])
    {
        Barcodes = [new Barcode(Each, default), new Barcode(Case, CaseUnit)],
    };

    private static ScanKey Scan(string id) => new(new DeviceId("S1"), new ScanId(id));

    private static long Recorded(IReadOnlyList<Event> events) => events.OfType<ReceiptRecorded>().Single().Quantity.Units;
}
