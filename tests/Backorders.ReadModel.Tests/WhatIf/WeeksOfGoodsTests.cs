using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.ReadModel.WhatIf;
using Backorders.Testing;
using Xunit.Abstractions;
using static Backorders.ReadModel.Tests.WhatIf.ComparisonTests;

namespace Backorders.ReadModel.Tests.WhatIf;

/// <summary>Weeks of a warehouse whose goods have lots, days of use, serial numbers and containers, drawn from a seed: all of it is played again.</summary>
public sealed class WeeksOfGoodsTests(ITestOutputHelper output)
{
    private const int Weeks = 12;

    private static readonly string[] Skus = ["A", "L", "L", "E", "T"];

    private readonly History h = new();
    private int scans;
    private int orders;
    private int serials;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Compare_WeeksOfGoods_LeavesNothingOut(int seed)
    {
        output.WriteLine($"seed {seed}");
        SeededRandom random = new((ulong)seed);
        h.Do(new DefineItems(History.Acme,
        [
            new Item(new Sku("L"), "lot and day of use", true, []) { IsLotControlled = true, IsExpiryControlled = true, MinRemainingDays = 2 },
            new Item(new Sku("E"), "day of use", true, []) { IsExpiryControlled = true },
            new Item(new Sku("T"), "serial number", true, []) { IsSerialControlled = true },
        ]));
        for (int week = 0; week < Weeks; week++)
        {
            Week(week, random);
        }

        ComparisonResult result = await h.CompareAsync(Policy.Default with { Distribution = DistributionMode.FairShare });
        output.WriteLine($"{h.Count} turns, {result.Baseline.Tasks} tasks, proposed: {string.Join(", ", result.Proposed.Skipped)}");
        Assert.Empty(result.Baseline.Skipped);
        Assert.Equal((0, 0), (result.Baseline.ConservationFaults, result.Proposed.ConservationFaults));
        Same(result.Recorded, result.Baseline);
        Assert.DoesNotContain(result.Proposed.Skipped, s => s.Key.Contains("Required", StringComparison.Ordinal) || s.Key.Contains("NotPlayed", StringComparison.Ordinal));
    }

    private void Week(int week, SeededRandom random)
    {
        string asn = $"N{week}";
        h.Do(new AnnounceShipment(new AsnKey(History.Acme, new AsnNo(asn)), "Supplier", h.Now + TimeSpan.FromDays(3), null,
            [new RequestedSupply(new Sku("A"), 6 + random.Next(9), default) { Lpn = $"P{week}" }, new RequestedSupply(new Sku("L"), 20, default)]));
        for (int day = 0; day < 7; day++)
        {
            for (int i = random.Next(4); i > 0; i--)
            {
                h.Submit($"o{++orders}", $"{Any(random)}:{1 + random.Next(9)}", new OrderTerms { Tier = random.Next(3), ShipMode = random.Percent(20) ? ShipMode.OrderComplete : ShipMode.ShipAvailable });
            }

            if (day == 3)
            {
                h.Do(new ReceiveContainer(History.Acme, $"P{week}", Scan(), new DoorId("D1"), h.Now));
                Receive("L", 20, week, asn);
                h.Do(new CloseShipment(new AsnKey(History.Acme, new AsnNo(asn))));
            }
            else
            {
                Receive(Any(random), 1 + random.Next(12), week - random.Next(2), null);
            }

            h.Work();
            h.Hours(23 - random.Next(5));
        }

        Trouble(week, random);
    }

    /// <summary>A recall and its end, scrap, a count, a return and a wrong scan.</summary>
    private void Trouble(int week, SeededRandom random)
    {
        LotNo lot = new($"X{week}");
        Receive("L", 3, week, null);
        h.Do(new RecallLot(History.Item("L"), lot, null, ReasonCode.Recall));
        h.Hours(random.Next(30));
        h.Do(new ReleaseLot(History.Item("L"), lot, null, ReasonCode.Recall));
        long held = h.Stock("L")!.QcHold;
        if (held > 0)
        {
            h.Do(new DisposeUnits(History.Item("L"), held, Quality.QcHold, random.Percent(50) ? DispositionCode.Scrap : DispositionCode.Restock, ReasonCode.Inspection) { Lot = lot });
        }

        Receive("E", 5, week, null);
        h.Do(new CountStock(History.Item("E"), null, -1, ReasonCode.Loss, Scan()) { Expiry = Day(week) });
        Receive("A", 3, week, null);
        h.Do(new ReverseReceipt(History.Acme, new ScanKey(new DeviceId("S2"), new ScanId($"{scans}")), ReasonCode.WrongScan));
        h.Do(new ReceiveReturn(History.Item("L"), 1, default, Scan(), new DoorId("D1"), Quality.QcHold, "RMA", h.Now) { Lot = lot, Expiry = Day(week) });
        h.Do(new DisposeUnits(History.Item("L"), 1, Quality.QcHold, DispositionCode.ReturnToSupplier, ReasonCode.Inspection) { Lot = lot });
        h.Work();
    }

    private void Receive(string sku, long quantity, int week, string? asn) => h.Do(new Receive(
        History.Item(sku), quantity, default, Scan(), new DoorId("D1"), asn is null ? null : new AsnNo(asn), string.Empty, Quality.Usable, h.Now)
    {
        Lot = sku == "L" ? new LotNo($"X{week}") : default, Expiry = sku is "L" or "E" ? Day(week) : null,
        Serials = sku == "T" ? [.. Enumerable.Range(0, (int)quantity).Select(_ => new Serial($"SN-{++serials}"))] : [],
    });

    private static string Any(SeededRandom random) => Skus[random.Next(Skus.Length)];

    private static DateOnly Day(int week) => new DateOnly(2026, 6, 1).AddDays(week * 7);

    private ScanKey Scan() => new(new DeviceId("S2"), new ScanId($"{++scans}"));
}
