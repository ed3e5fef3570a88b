using System.Globalization;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Benchmarks.Planning;

/// <summary>
/// A long queue of which the same part is planned, however long it is: <see cref="Shipments"/> open shipments of <see cref="UnitsOfShipment"/> units, two days apart, each
/// for about <see cref="LinesOfShipment"/> lines of 1 to 9 units. All other lines wait without a date. Customers are not asked to wait or cancel, and are told of
/// better dates at once, so that each change is told; nobody takes units from another, which would be measured with it.
/// </summary>
internal sealed class PlannedQueue
{
    public const int Shipments = 20;
    public const int LinesOfShipment = 20;
    public const int UnitsOfShipment = 100;
    public const int CompleteOrders = 100;
    public const int Skus = 5;
    private const int Middle = 10;
    private const int UnitsOfLine = 5; // on the average

    private readonly Building building = new(Skus);
    private readonly int unitsOfShipment;
    private readonly List<(AsnKey Asn, Instant Eta, long Left)> open = [];
    private Instant nextEta;
    private int orders;
    private int shipments;
    private int scans;
    private bool isLate;

    /// <param name="lines">Lines that wait for the item.</param>
    /// <param name="complete">
    /// How many orders that ship complete, over all five items, stand among those that are planned. For more than <see cref="CompleteOrders"/> of them the shipments bring
    /// more, so that as large a part of them is covered.
    /// </param>
    public PlannedQueue(int lines, int complete)
    {
        unitsOfShipment = UnitsOfShipment + Math.Max(0, complete - CompleteOrders) * UnitsOfLine / Shipments;
        Policy policy = Policy.Default with { AskDelayConsent = false, Preemption = false };
        typeof(Policy).GetProperty("NoticeQuietHours")?.SetValue(policy, 0); // an earlier version has none: it told of better dates at once
        building.Do(new SetPolicy(policy));
        nextEta = building.Now + TimeSpan.FromDays(2);
        for (int i = LinesOfShipment * Shipments; i < lines; i++)
        {
            Submit(0);
        }

        for (int i = 0; i < LinesOfShipment * Shipments; i++)
        {
            Submit(1); // these stand in front
            for (int before = i * complete / (LinesOfShipment * Shipments); before < (i + 1) * complete / (LinesOfShipment * Shipments); before++)
            {
                SubmitComplete();
            }
        }

        for (int i = 0; i < Shipments; i++)
        {
            Announce(0, unitsOfShipment);
        }

        Instant last = nextEta;
        for (int i = 0; i < (complete > 0 ? Shipments : 0); i++)
        {
            nextEta = building.Now + TimeSpan.FromDays(2 * (i % Shipments + 1));
            AnnounceOthers(i, complete);
        }

        nextEta = last;
    }

    /// <summary>Not measured: a shipment that has come whole is closed, and another is announced behind the last.</summary>
    public void NextShipment()
    {
        while (open[0].Left == 0)
        {
            building.Do(new CloseShipment(open[0].Asn));
            open.RemoveAt(0);
            Announce(0, unitsOfShipment);
        }
    }

    /// <summary>A unit of the first shipment is scanned.</summary>
    public Command Scan()
    {
        AsnKey asn = open[0].Asn;
        open[0] = open[0] with { Left = open[0].Left - 1 };
        ScanKey scan = new(new DeviceId("S9"), new ScanId((++scans).ToString(CultureInfo.InvariantCulture)));
        return new Receive(Building.ItemNo(0), 1, default, scan, new DoorId("D1"), asn.AsnNo, string.Empty, Quality.Usable, building.Now);
    }

    /// <summary>A new line, behind all others of its tier.</summary>
    public Command NewLine(int tier) => Order(tier, ShipMode.ShipAvailable, [LineOf(1, 0, ++orders)]);

    /// <summary>A shipment in the middle comes so many hours later, and the next time as announced.</summary>
    public Command MoveMiddle(int hours)
    {
        isLate = !isLate;
        return new UpdateShipment(open[Middle].Asn, open[Middle].Eta + TimeSpan.FromHours(isLate ? hours : 0), null, []);
    }

    /// <summary>Carries out what must succeed.</summary>
    /// <returns>How many lines were told a date.</returns>
    public int Do(Command command) => building.Do(command).Count(static e => e is PromiseGiven or PromiseChanged);

    private void Submit(int tier)
    {
        orders++;
        building.Do(Order(tier, ShipMode.ShipAvailable, [LineOf(1, 0, orders)]));
    }

    private void SubmitComplete()
    {
        orders++;
        building.Do(Order(1, ShipMode.OrderComplete, [.. Enumerable.Range(0, Skus).Select(sku => LineOf(sku + 1, sku, orders))]));
    }

    private SubmitOrder Order(int tier, ShipMode mode, RequestedLine[] lines) =>
        new(Building.OrderNo(orders), new OrderTerms { Tier = tier, Lane = new LaneId("L1"), OrderedAt = building.Now, ShipMode = mode }, lines, AllOrNothing: true);

    private static RequestedLine LineOf(int lineNo, int sku, int order) => new(lineNo, Building.SkuNo(sku), 1 + order * 7 % 9, default, 0, 0);

    private void Announce(int sku, long units)
    {
        AsnKey asn = new(Building.Owner, new AsnNo($"ASN-{++shipments:00000}"));
        building.Do(new AnnounceShipment(asn, "Supplier", nextEta, null, [new RequestedSupply(Building.SkuNo(sku), units, default)]));
        open.Add((asn, nextEta, units));
        nextEta += TimeSpan.FromDays(2);
    }

    /// <summary>The other items of orders that ship complete: enough of three, of the last for half of the orders, so that not all are covered.</summary>
    private void AnnounceOthers(int part, int complete)
    {
        AsnKey asn = new(Building.Owner, new AsnNo($"OTHER-{part:00000}"));
        long enough = 2 * complete * UnitsOfLine / Shipments;
        building.Do(new AnnounceShipment(
            asn, "Supplier", nextEta, null,
            [.. Enumerable.Range(1, Skus - 1).Select(sku => new RequestedSupply(Building.SkuNo(sku), sku == Skus - 1 ? enough / 4 : enough, default))]));
    }
}
