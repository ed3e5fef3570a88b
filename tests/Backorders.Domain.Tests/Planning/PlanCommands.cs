using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;
using Backorders.Testing;

namespace Backorders.Domain.Tests.Planning;

/// <summary>
/// Draws what planning is about: few items, many waiting lines of every kind, and shipments that are announced, moved, split, cancelled and received. In a
/// plain world nothing but an arrival changes a plan: no ageing, no departures, no questions to customers, no work at stations, holds that last.
/// When very many lines wait or trucks are on the road, they come before more are drawn, so that a history ten times as long costs ten times as much.
/// </summary>
internal sealed class PlanCommands
{
    private const int LinesMax = 80, ShipmentsMax = 30;

    private readonly SeededRandom random;
    private readonly Scenario s;
    private readonly bool plain;
    private int orders, notices, scans;

    public PlanCommands(int seed, Scenario scenario, bool isPlain)
    {
        (random, s, plain) = (new SeededRandom((ulong)seed), scenario, isPlain);
        s.Do(new DefineItems(Scenario.Acme, [.. Skus.Select(sku => ItemOf(sku, default))]));
        s.Do(Rules(Policy.Default));
    }

    public static IReadOnlyList<string> Skus { get; } = ["A", "B", "C"];

    public Command Next()
    {
        s.Pass(TimeSpan.FromMinutes(random.Next(30)));
        s.Pass(TimeSpan.FromHours(random.Percent(3) ? random.Next(1, 30) : 0));
        bool isFull = s.Warehouse.ListBackorders(Scenario.Acme, null, 0, LinesMax, s.Now).Count == LinesMax;
        return random.Next(100) switch
        {
            < 30 => !isFull ? NewOrder() : random.Percent(60) ? Arrival() : new CancelOrder(SomeOrder(), [], ReasonCode.CustomerRequest),
            < 44 => s.Warehouse.ListShipments(Scenario.Acme, openOnly: true, 0, ShipmentsMax).Count < ShipmentsMax ? Notice() : Arrival(),
            < 56 => Arrival(),
            < 61 => s.NewReceipt(Sku(), random.Next(1, 10), scan: $"r{++scans}"),
            < 74 => NoticeChange(),
            < 80 => new CancelOrder(SomeOrder(), random.Percent(50) ? [] : [random.Next(1, 4)], ReasonCode.CustomerRequest),
            < 84 => s.Warehouse.GetOrder(SomeOrder()) is { Hold: null } open ? new HoldOrder(open.Order, ReasonCode.Credit) : new ReleaseOrder(SomeOrder()),
            < 86 => new ReleaseOrder(SomeOrder(held: true)),
            < 90 => Amend(),
            < 93 => new ExpediteOrder(SomeOrder(), [], random.Percent(60), ReasonCode.Urgent),
            < 95 => new CountStock(Scenario.Item(Sku()), null, random.Next(-4, 5), ReasonCode.Loss, Scan()),
            < 97 => scans > 0 ? new ReverseReceipt(Scenario.Acme, Scan($"r{random.Next(1, scans + 1)}"), ReasonCode.WrongScan) : NewOrder(),
            < 98 => new SetLane(new LaneId($"L{random.Next(1, 4)}"), random.Percent(70) ? LaneState.Open : LaneState.Full, ReasonCode.Urgent),
            < 99 => new DefineItems(Scenario.Acme, [ItemOf(Sku(), random.Percent(40) ? s.Now + TimeSpan.FromHours(random.Next(1, 60)) : default)]),
            _ => Rules(Policy.Default with { PromiseBeforeTier = random.Percent(30), AgeingDaysPerTier = random.Next(0, 8), Preemption = random.Percent(70) }),
        };
    }

    /// <summary>An order of one to three lines, of any ship mode.</summary>
    public SubmitOrder NewOrder() => NewOrder(random.Next(4));

    /// <summary>In a plain world only the lowest tier waits for a time: a higher one would take back then what others hold.</summary>
    private SubmitOrder NewOrder(int tier) => new(
        Scenario.Order($"o{++orders}"),
        new OrderTerms
        {
            Tier = tier,
            ShipMode = random.Percent(50) ? ShipMode.ShipAvailable : random.Percent(50) ? ShipMode.LineComplete : ShipMode.OrderComplete,
            NotBefore = random.Percent(plain ? 16 : 8) && (!plain || tier == 0) ? s.Now + TimeSpan.FromHours(random.Next(1, 80)) : default,
            ShipBy = !plain && random.Percent(25) ? s.Now + TimeSpan.FromHours(random.Next(1, 200)) : Instant.Never,
            CancelBy = !plain && random.Percent(10) ? s.Now + TimeSpan.FromHours(random.Next(90, 400)) : Instant.Never,
            UrgentBy = !plain && random.Percent(8) ? s.Now + TimeSpan.FromDays(random.Next(0, 12)) : Instant.Never,
        },
        [.. Enumerable.Range(1, random.Next(1, 4)).Select(NewLine)],
        AllOrNothing: false) { RefuseUnpromised = random.Percent(5) };

    /// <summary>A shipment of one or two items.</summary>
    public AnnounceShipment Notice() => new(
        new AsnKey(Scenario.Acme, new AsnNo($"n{++notices}")), "Supplier", s.Now + TimeSpan.FromMinutes(random.Percent(5) ? random.Next(-1800, 0) : random.Next(60, 14400)), null,
        [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Supply(random.Next(4, 30)))]);

    private static Item ItemOf(string sku, Instant releaseAt) => new(new Sku(sku), $"Item {sku}", true, [new UnitOfMeasure(new UnitName("case"), 4) { Unbreakable = true }])
    {
        ReleaseAt = releaseAt,
    };

    private RequestedLine NewLine(int lineNo)
    {
        bool byCase = random.Percent(20);
        int quantity = byCase ? random.Next(1, 4) : random.Next(1, 12);
        return new RequestedLine(
            lineNo, new Sku(Sku()), quantity, byCase ? new UnitName("case") : default,
            random.Percent(25) ? random.Next(1, quantity + 1) : 0, random.Percent(25) ? random.Next(1, 4) : 0);
    }

    /// <summary>The whole rest of a shipment for one item, or a part of it.</summary>
    private Command Arrival()
    {
        if (OpenShipment() is not { } shipment)
        {
            return Notice();
        }

        ShipmentLineView line = random.Pick(shipment.Lines);
        long rest = line.Announced.Units - line.Received.Units;
        return s.NewReceipt(line.Sku.Value, rest > 1 && random.Percent(30) ? random.Next(1, (int)rest) : Math.Max(1, rest), shipment.Asn.AsnNo.Value, scan: $"r{++scans}");
    }

    private Command NoticeChange()
    {
        if (OpenShipment() is not { } shipment)
        {
            return Notice();
        }

        ShipmentLineView line = random.Pick(shipment.Lines);
        long rest = line.Announced.Units - line.Received.Units;
        return random.Next(13) switch
        {
            0 or 1 or 2 when rest > 0 => new SplitShipment(
                shipment.Asn, new AsnNo($"n{++notices}"), s.Now + TimeSpan.FromHours(random.Next(1, 300)), null, [new RequestedSupply(line.Sku, random.Next(1, (int)rest + 1), default)]),
            3 or 4 => new CancelShipment(shipment.Asn, ReasonCode.Supplier),
            5 or 6 => new CloseShipment(shipment.Asn),
            7 => new UpdateShipment(shipment.Asn, null, null, [Supply(random.Next(1, 30))]),
            _ => new UpdateShipment(shipment.Asn, shipment.Eta + TimeSpan.FromHours(random.Next(-60, 90)), null, []),
        };
    }

    private AmendOrder Amend() => new(
        SomeOrder(), random.Percent(50) ? [new LineChange(random.Next(1, 3), random.Next(1, 4) * 4)] : [], random.Percent(40) ? random.Next(4) : null,
        random.Percent(30) ? (ShipMode)random.Next(1, 4) : null, null, plain || random.Percent(70) ? null : s.Now + TimeSpan.FromHours(random.Next(1, 90)),
        random.Percent(15) ? s.Now + TimeSpan.FromHours(random.Next(1, 40)) : null);

    private SetPolicy Rules(Policy policy) => new((plain ? policy with { AgeingDaysPerTier = 0, AskDelayConsent = false, HoldHours = 8000, UnloadHours = 720 } : policy) with
    {
        Distribution = random.Percent(80) ? DistributionMode.Sequential : (DistributionMode)random.Next(2, 4),
    });

    private RequestedSupply Supply(int units) => new(new Sku(Sku()), units, default);

    private ShipmentView? OpenShipment() =>
        s.Warehouse.ListShipments(Scenario.Acme, openOnly: true, 0, int.MaxValue) is { Count: > 0 } open ? random.Pick(open) : null;

    private OrderKey SomeOrder(bool held = false)
    {
        IEnumerable<OrderKey> waiting = s.Warehouse.ListBackorders(Scenario.Acme, null, 0, int.MaxValue, s.Now).Select(l => l.Line.Order);
        List<OrderKey> some = [.. held ? waiting.Where(o => s.Warehouse.GetOrder(o) is { Hold: not null }) : waiting];
        return some.Count > 0 && !random.Percent(10) ? random.Pick(some) : Scenario.Order($"o{random.Next(1, orders + 2)}");
    }

    private string Sku() => random.Pick(Skus);

    private ScanKey Scan(string? id = null) => new(new DeviceId("S1"), new ScanId(id ?? $"c{++scans}"));
}
