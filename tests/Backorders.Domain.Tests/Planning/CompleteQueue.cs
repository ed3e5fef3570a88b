using System.Globalization;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests.Planning;

/// <summary>
/// Orders that ship complete, each over five items, beside plain lines of the first of them, and shipments two days apart that cover about half of the orders: the rest
/// lacks the last item. However many orders there are, each shipment brings enough for the same share of them.
/// </summary>
internal sealed class CompleteQueue
{
    private const int Skus = 5, Shipments = 20, Plain = 200;

    private readonly Warehouse warehouse = new(new WarehouseId("LON1"));
    private Instant now = Instant.From(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));
    private int orders, scans;

    /// <param name="complete">How many of them.</param>
    public CompleteQueue(int complete)
    {
        Do(new OpenWarehouse("Europe/London", [new DoorId("D1")], [new LaneId("L1")]));
        Do(new SetPolicy(Policy.Default with { AskDelayConsent = false, Preemption = false, NoticeQuietHours = 0 }));
        Do(new DefineItems(Scenario.Acme, [.. Enumerable.Range(0, Skus).Select(i => Scenario.ItemOf(Sku(i)))]));
        for (int i = 0; i < Plain; i++)
        {
            Do(NewLine(1));
            for (int before = i * complete / Plain; before < (i + 1) * complete / Plain; before++)
            {
                Do(Order(
                    new OrderTerms { Tier = 1, ShipMode = ShipMode.OrderComplete },
                    [.. Enumerable.Range(0, Skus).Select(sku => new RequestedLine(sku + 1, new Sku(Sku(sku)), Units(orders + 1), default, 0, 0))]));
            }
        }

        for (int i = 0; i < Shipments; i++)
        {
            Do(new AnnounceShipment(
                Asn(i), "Supplier", Eta(i), null, [.. Enumerable.Range(0, Skus).Select(sku => new RequestedSupply(new Sku(Sku(sku)), UnitsOfShipment(sku, complete), default))]));
        }
    }

    public Warehouse Warehouse => warehouse;

    /// <summary>Carries out what must succeed, a second after what came before.</summary>
    public IReadOnlyList<Event> Do(Command command)
    {
        now += TimeSpan.FromSeconds(1);
        Turn turn = warehouse.Execute(command, now);
        Assert.True(turn.Refused is null, $"{command} was refused: {turn.Refused?.Message}");
        return turn.Events;
    }

    /// <summary>A unit of the first shipment is scanned; the front-most plain line gets it.</summary>
    public Command Scan() => new Receive(
        Scenario.Item(Sku(0)), 1, default, new ScanKey(new DeviceId("S1"), new ScanId((++scans).ToString(CultureInfo.InvariantCulture))), new DoorId("D1"), Asn(0).AsnNo, string.Empty,
        Quality.Usable, now);

    /// <summary>A new plain line, behind all others of its tier.</summary>
    public Command NewLine(int tier) => Order(new OrderTerms { Tier = tier, ShipMode = ShipMode.ShipAvailable }, [new RequestedLine(1, new Sku(Sku(0)), Units(orders + 1), default, 0, 0)]);

    /// <summary>The shipment in the middle comes so many hours later than announced first.</summary>
    public Command MoveMiddle(int hours) => new UpdateShipment(Asn(Shipments / 2), Eta(Shipments / 2) + TimeSpan.FromHours(hours), null, []);

    /// <summary>Enough of the first item for all lines, half of the last, and plenty of the others; lines are of 5 units on the average.</summary>
    private static long UnitsOfShipment(int sku, int complete)
    {
        long each = 5 * complete / Shipments;
        return sku == 0 ? each + (5 * Plain / Shipments) : sku == Skus - 1 ? each / 2 : 2 * each;
    }

    private static string Sku(int i) => $"S{i}";

    private static long Units(int order) => 1 + (order * 7 % 9);

    private static AsnKey Asn(int i) => new(Scenario.Acme, new AsnNo($"asn{i:00}"));

    private static Instant Eta(int i) => Instant.From(new DateTimeOffset(2026, 3, 4, 8, 0, 0, TimeSpan.Zero)) + TimeSpan.FromDays(2 * i);

    private SubmitOrder Order(OrderTerms terms, RequestedLine[] lines) =>
        new(Scenario.Order($"o{++orders:00000}"), terms with { Lane = new LaneId("L1"), OrderedAt = now }, lines, AllOrNothing: true);
}
