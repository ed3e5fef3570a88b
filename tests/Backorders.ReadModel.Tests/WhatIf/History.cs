using Backorders.ReadModel.Rows;
using Backorders.ReadModel.WhatIf;
using System.Buffers;
using Backorders.Domain;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.ReadModel.Tests.WhatIf;

/// <summary>A warehouse that writes down its turns, as a journal would, and the comparison of any part of them.</summary>
internal sealed class History
{
    public static readonly OwnerId Acme = new("ACME");
    public static readonly OwnerId Other = new("OTHER");
    public static readonly Instant Start = Instant.From(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));

    private readonly Warehouse warehouse = new(new WarehouseId("LON1"));
    private readonly List<HistoryTurn> turns = [];
    private int scans;

    public History()
    {
        Do(new OpenWarehouse("Europe/London", [new DoorId("D1")], [new LaneId("L1"), new LaneId("L2")]));
        foreach (OwnerId owner in (OwnerId[])[Acme, Other])
        {
            Do(new DefineItems(owner, [.. from sku in (string[])["A", "B", "C"] select new Item(new Sku(sku), sku, true, [])]));
        }
    }

    public Instant Now { get; private set; } = Start;

    public int Count => turns.Count;

    public static OrderKey Order(string no, OwnerId? owner = null) => new(owner ?? Acme, new OrderNo(no));

    public static SkuKey Item(string sku, OwnerId? owner = null) => new(owner ?? Acme, new Sku(sku));

    public StockView? Stock(string sku) => warehouse.GetStock(Item(sku));

    public string LastScan => $"scan-{scans}";

    public IReadOnlyList<Event> Do(Command command)
    {
        while (warehouse.NextDue <= Now && command is not AdvanceTime)
        {
            Note(new AdvanceTime(), byTime: true);
        }

        return Note(command, command is AdvanceTime);
    }

    public void Pass(TimeSpan span) => Now += span;

    public void Hours(double hours) => Pass(TimeSpan.FromHours(hours));

    /// <summary>An order whose lines are written as <c>"A:10 B:5"</c>.</summary>
    public void Submit(string no, string lines, OrderTerms? terms = null, OwnerId? owner = null) => Do(new SubmitOrder(
        Order(no, owner), terms ?? new OrderTerms(),
        [.. lines.Split(' ').Select((t, i) => new RequestedLine(i + 1, new Sku(t.Split(':')[0]), long.Parse(t.Split(':')[1]), default, 0, 0))], false));

    public void Receive(string sku, long quantity, string? asn = null, OwnerId? owner = null) => Do(new Receive(
        Item(sku, owner), quantity, default, new ScanKey(new DeviceId("S1"), new ScanId($"scan-{++scans}")), new DoorId("D1"),
        asn is null ? null : new AsnNo(asn), string.Empty, Quality.Usable, Now));

    public void Announce(string asn, string sku, long quantity, TimeSpan dueIn) => Do(new AnnounceShipment(
        new AsnKey(Acme, new AsnNo(asn)), "Supplier", Now + dueIn, null, [new RequestedSupply(new Sku(sku), quantity, default)]));

    public IReadOnlyList<Lease> Pull(int max = 100) =>
        [.. Do(new PullTasks(new StationId("P1"), null, max)).OfType<TasksLeased>().SelectMany(e => e.Leases)];

    /// <summary>Whatever is ready is leased, picked a minute later, packed and shipped an hour later.</summary>
    public void Work()
    {
        IReadOnlyList<Lease> leases = Pull();
        Pass(TimeSpan.FromMinutes(1));
        foreach (Lease lease in leases)
        {
            TaskView task = warehouse.GetTask(lease.Task)!;
            IReadOnlyList<Serial> last = warehouse.GetItem(task.Item)!.IsSerialControlled ? [.. warehouse.ListFreeSerials(task.Item).Reverse().Take((int)task.Quantity.Units)] : [];
            Do(new ConfirmPick(null, lease, task.Quantity.Units) { Serials = last });
        }

        Do(new RenewLeases(new StationId("P1")));
        Pass(TimeSpan.FromMinutes(4));
        foreach (Lease lease in leases.Where(l => warehouse.GetTask(l.Task) is { State: TaskState.Picked }))
        {
            Do(new Pack(null, [lease], "P"));
        }

        Pass(TimeSpan.FromMinutes(55));
        foreach (Lease lease in leases.Where(l => warehouse.GetTask(l.Task) is { State: TaskState.Packed }))
        {
            Do(new Ship(null, [lease.Task], "DPD", "T"));
        }
    }

    /// <summary>The window from the turn of this number on, under another policy.</summary>
    public async Task<ComparisonResult> CompareAsync(Policy proposed, int fromTurn = 0, OwnerId? only = null, int page = 7)
    {
        Warehouse start = new(new WarehouseId("LON1"));
        foreach (HistoryTurn turn in turns.Take(fromTurn))
        {
            foreach (Event change in turn.Events)
            {
                start.Apply(change, turn.At);
            }
        }

        Instant from = fromTurn < turns.Count ? turns[fromTurn].At : Now;
        PolicyComparison comparison = new(start, from, new SetPolicy(proposed), only);
        foreach (HistoryTurn turn in turns.Skip(fromTurn))
        {
            comparison.Learn(turn);
        }

        foreach (HistoryTurn[] part in turns.Skip(fromTurn).Chunk(page))
        {
            await comparison.PlayAsync(part);
        }

        return comparison.Finish(Now);
    }

    private IReadOnlyList<Event> Note(Command command, bool byTime)
    {
        Turn turn = warehouse.Execute(command, Now);
        Assert.True(turn.Refused is null, $"{command} was refused: {turn.Refused?.Message}");
        if (turn.Events.Count > 0)
        {
            turns.Add(new HistoryTurn(turns.Count + 1, Now, byTime, turn.Events));
        }

        return turn.Events;
    }
}
