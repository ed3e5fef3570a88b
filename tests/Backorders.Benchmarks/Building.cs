using System.Buffers;
using Backorders.Domain;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Benchmarks;

/// <summary>A warehouse to measure: short ways to fill it, the same on every run.</summary>
internal sealed class Building
{
    public static readonly OwnerId Owner = new("ACME");

    private static readonly DoorId door = new("D1");
    private static readonly DeviceId scanner = new("S1");
    private static readonly LaneId[] lanes = [new("L1"), new("L2"), new("L3"), new("L4")];

    private int orders;
    private int scans;

    public Building(int skus)
    {
        Do(new OpenWarehouse("Europe/London", [door], lanes));
        foreach (int[] part in Enumerable.Range(0, skus).Chunk(Limits.ItemsMax))
        {
            Do(new DefineItems(Owner, [.. part.Select(i => new Item(SkuNo(i), $"Item {i}", true, []))]));
        }
    }

    private Building(Warehouse warehouse, Building like) => (Warehouse, orders, scans, Now) = (warehouse, like.orders, like.scans, like.Now);

    public Warehouse Warehouse { get; } = new(new WarehouseId("LON1"));

    public Instant Now { get; private set; } = Instant.From(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));

    public static Sku SkuNo(int i) => new($"SKU-{i:00000}");

    public static SkuKey ItemNo(int i) => new(Owner, SkuNo(i));

    public static OrderKey OrderNo(int i) => new(Owner, new OrderNo($"ORDER-{i:0000000}"));

    /// <summary>Carries out what must succeed; time passes by a millisecond.</summary>
    public IReadOnlyList<Event> Do(Command command)
    {
        Now += TimeSpan.FromMilliseconds(1);
        Turn turn = Warehouse.Execute(command, Now);
        return turn.Refused is null ? turn.Events : throw new InvalidOperationException($"{command.GetType().Name} was refused: {turn.Refused.Message}");
    }

    /// <summary>An order of some lines for one unit each; tiers differ, so that the queue is not in the order of arrival.</summary>
    public IReadOnlyList<Event> Submit(int firstSku, int lines, ShipMode mode = ShipMode.ShipAvailable, int? tier = null) => Do(new SubmitOrder(
        OrderNo(++orders),
        new OrderTerms { Tier = tier ?? orders * 7 % 10, Lane = lanes[orders % lanes.Length], OrderedAt = Now, ShipMode = mode },
        [.. Enumerable.Range(0, lines).Select(i => new RequestedLine(i + 1, SkuNo(firstSku + i), 1, default, 0, 0))],
        AllOrNothing: true));

    public IReadOnlyList<Event> Receive(int sku, long quantity, string? asn = null) => Do(new Receive(
        ItemNo(sku), quantity, default, new ScanKey(scanner, new ScanId($"scan-{++scans}")), door, asn is null ? null : new AsnNo(asn), string.Empty, Quality.Usable, Now));

    public void ReverseLastReceipt() => Do(new ReverseReceipt(Owner, new ScanKey(scanner, new ScanId($"scan-{scans}")), ReasonCode.WrongScan));

    public void Announce(string asn, int sku, long quantity) => Do(new AnnounceShipment(
        new AsnKey(Owner, new AsnNo(asn)), "Supplier", Now + TimeSpan.FromDays(2), door, [new RequestedSupply(SkuNo(sku), quantity, default)]));

    public IReadOnlyList<Lease> Pull(string station, int max) =>
        [.. Do(new PullTasks(new StationId(station), null, max)).OfType<TasksLeased>().SelectMany(e => e.Leases)];

    public void Pass(TimeSpan span) => Now += span;

    public byte[] Save()
    {
        ArrayBufferWriter<byte> bytes = new();
        Warehouse.Save(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The same building again, to be measured anew.</summary>
    public Building Copy(byte[] saved) => new(Warehouse.Load(Warehouse.Id, saved), this);
}
