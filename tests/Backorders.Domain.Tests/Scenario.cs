using System.Buffers;
using System.Security.Cryptography;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Domain.Tests;

/// <summary>
/// A warehouse under a test's hand: short ways to say what happens, a clock that only the test moves, and after every turn a check of all invariants
/// and of the fold (a second warehouse, fed with the events alone, must be byte for byte the same).
/// </summary>
internal sealed class Scenario
{
    public static readonly OwnerId Acme = new("ACME");
    public static readonly OwnerId Other = new("OTHER");

    private readonly Warehouse replica = new(new WarehouseId("LON1"));
    private readonly List<(Instant At, Command Command)> history = [];
    private int scans;

    public Scenario(bool checkReplica = true)
    {
        CheckReplica = checkReplica;
        Do(new OpenWarehouse("Europe/London", [new DoorId("D1"), new DoorId("D2")], [new LaneId("L1"), new LaneId("L2"), new LaneId("L3")]));
        foreach (OwnerId owner in (OwnerId[])[Acme, Other])
        {
            Do(new DefineItems(owner,
            [
                .. from sku in (string[])["A", "B", "C", "D"] select ItemOf(sku),
                new Item(new Sku("POST"), "Postage", false, []),
                new Item(new Sku("L"), "Item L", true, []) { IsLotControlled = true, IsExpiryControlled = true, MinRemainingDays = 3 },
                new Item(new Sku("T"), "Item T", true, []) { IsSerialControlled = true },
            ]));
        }

        history.Clear();
    }

    public Warehouse Warehouse { get; } = new(new WarehouseId("LON1"));

    public Instant Now { get; private set; } = Instant.From(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));

    public bool CheckReplica { get; }

    /// <summary>What was asked of the warehouse, and when, since its items are defined.</summary>
    public IReadOnlyList<(Instant At, Command Command)> History => history;

    public static string HashOf(Warehouse warehouse)
    {
        ArrayBufferWriter<byte> bytes = new();
        warehouse.Save(bytes);
        return Convert.ToHexString(SHA256.HashData(bytes.WrittenSpan));
    }

    public static OrderKey Order(string no) => new(Acme, new OrderNo(no));

    /// <summary>An item as it is defined at the beginning.</summary>
    public static Item ItemOf(string sku) => new(new Sku(sku), $"Item {sku}", true, [new UnitOfMeasure(new UnitName("case"), 12)]);

    public static SkuKey Item(string sku) => new(Acme, new Sku(sku));

    /// <summary>Executes what must succeed.</summary>
    public IReadOnlyList<Event> Do(Command command)
    {
        Turn turn = Try(command);
        Assert.True(turn.Refused is null, $"{command} was refused: {turn.Refused?.Message}");
        return turn.Events;
    }

    /// <summary>Executes what must be refused, and checks that nothing changed.</summary>
    public Refused Refuse(Command command, Refusal reason)
    {
        string before = HashOf(Warehouse);
        Turn turn = Try(command);
        Assert.NotNull(turn.Refused);
        Assert.Equal(reason, turn.Refused.Reason);
        Assert.Empty(turn.Events);
        Assert.Equal(before, HashOf(Warehouse));
        return turn.Refused;
    }

    public Turn Try(Command command)
    {
        if (command is not AdvanceTime)
        {
            history.Add((Now, command));
            if (Warehouse.NextDue <= Now)
            {
                Do(new AdvanceTime());
            }
        }

        Turn turn = Warehouse.Execute(command, Now);
        foreach (Event change in turn.Events)
        {
            replica.Apply(change, Now);
        }

        if (CheckReplica)
        {
            Verify();
        }

        return turn;
    }

    public void Verify()
    {
        Assert.Equal([], Warehouse.CheckInvariants(Now));
        Assert.Equal(HashOf(Warehouse), HashOf(replica));
    }

    public void Pass(TimeSpan span) => Now += span;

    public void MoveTo(Instant time) => Now = time;

    public IReadOnlyList<Event> Submit(string no, string lines, OrderTerms? terms = null) => Do(NewOrder(no, lines, terms));

    /// <summary>An order whose lines are written as <c>"A:10 B:5"</c>, or <c>"A:10/4/2"</c> with a minimum and a number of splits.</summary>
    public SubmitOrder NewOrder(string no, string lines, OrderTerms? terms = null) => new(
        Order(no),
        terms ?? new OrderTerms(),
        [.. lines.Split(' ').Select((text, i) => Requested(text, i + 1))],
        AllOrNothing: false);

    public IReadOnlyList<Event> Receive(string sku, long quantity, string? asn = null, Quality quality = Quality.Usable) => Do(NewReceipt(sku, quantity, asn, quality));

    public Receive NewReceipt(string sku, long quantity, string? asn = null, Quality quality = Quality.Usable, string? scan = null) => new(
        Item(sku), quantity, default, new ScanKey(new DeviceId("S1"), new ScanId(scan ?? $"scan-{++scans}")), new DoorId("D1"),
        asn is null ? null : new AsnNo(asn), string.Empty, quality, Now);

    public string LastScan => $"scan-{scans}";

    public IReadOnlyList<Event> Announce(string asn, string lines, TimeSpan dueIn) => Do(new AnnounceShipment(
        new AsnKey(Acme, new AsnNo(asn)), "Supplier", Now + dueIn, new DoorId("D1"),
        [.. lines.Split(' ').Select(t => t.Split(':')).Select(p => new RequestedSupply(new Sku(p[0]), long.Parse(p[1]), default))]));

    public IReadOnlyList<Event> CloseShipment(string asn) => Do(new CloseShipment(new AsnKey(Acme, new AsnNo(asn))));

    public IReadOnlyList<Event> Cancel(string no, params int[] lines) => Do(new CancelOrder(Order(no), lines, ReasonCode.CustomerRequest));

    public IReadOnlyList<Event> ReverseLast(string? scan = null) =>
        Do(new ReverseReceipt(Acme, new ScanKey(new DeviceId("S1"), new ScanId(scan ?? LastScan)), ReasonCode.WrongScan));

    public IReadOnlyList<Lease> Pull(string station = "P1", int max = 100) =>
        Do(new PullTasks(new StationId(station), null, max)).OfType<TasksLeased>().SelectMany(e => e.Leases).ToList();

    public void Pick(Lease lease) => Do(new ConfirmPick(null, lease, Task(lease).Quantity.Units));

    public void PackAndShip(Lease lease)
    {
        Do(new Pack(null, [lease], "P"));
        Do(new Ship(null, [lease.Task], "DPD", "T"));
    }

    public TaskView Task(Lease lease) => Warehouse.GetTask(lease.Task)!;

    public LineView Line(string no, int lineNo = 1) => Warehouse.GetLine(new LineKey(Order(no), lineNo))!;

    public LineExplanation Explain(string no, int lineNo = 1) => Warehouse.Explain(new LineKey(Order(no), lineNo), Now)!;

    /// <summary>Units of shipments that a line is planned on.</summary>
    public long Pegged(string no, int lineNo = 1) => Explain(no, lineNo).Pegs.Sum(p => p.Quantity.Units);

    public StockView Stock(string sku) => Warehouse.GetStock(Item(sku))!;

    /// <summary>Who was given how much, such as <c>"o1#1:6 o2#1:4 put-away:2"</c>.</summary>
    public static string Gifts(IEnumerable<Event> events) => string.Join(' ', events.Select(e => e switch
    {
        UnitsAllocated a => $"{a.Line.Order.OrderNo}#{a.Line.LineNo}:{a.Quantity}",
        UnitsHeld h => $"held-{h.Line.Order.OrderNo}#{h.Line.LineNo}:{h.Quantity}",
        UnitsPutAway p => $"put-away:{p.Quantity}",
        _ => string.Empty,
    }).Where(t => t.Length > 0));

    private static RequestedLine Requested(string text, int lineNo)
    {
        string[] parts = text.Split(':', '/');
        return new RequestedLine(
            lineNo, new Sku(parts[0]), long.Parse(parts[1]), default, parts.Length > 2 ? long.Parse(parts[2]) : 0, parts.Length > 3 ? int.Parse(parts[3]) : 0);
    }
}
