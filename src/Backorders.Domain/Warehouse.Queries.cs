using Backorders.Domain.ActorData;
using Backorders.Domain.Explaining;
using Backorders.Domain.Ids;
using Backorders.Domain.Planning;
using Backorders.Domain.State;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Domain;

public sealed partial class Warehouse
{
    /// <summary>The lanes and doors as they are now.</summary>
    public PlacesView GetPlaces() => new([.. state.Lanes.Select(l => (l, state.LaneStateOf(l)))], [.. state.Doors.Select(d => (d, state.IsOpen(d)))]);

    /// <summary>An order; null when the owner has none of that number, or it was closed long ago.</summary>
    public OrderView? GetOrder(OrderKey order) => state.FindOrder(order)?.ToView();

    /// <summary>A line; null when it is not there.</summary>
    public LineView? GetLine(LineKey line) => state.FindLine(line)?.ToView();

    /// <summary>Why a line stands where it stands; null when it is not there.</summary>
    public LineExplanation? Explain(LineKey line, Instant now) => state.FindLine(line) is { } found ? Explanation.Of(found, state, now) : null;

    /// <summary>What an owner's shop may promise; null when the item was never defined.</summary>
    /// <param name="item">Owner and SKU.</param>
    /// <param name="now">Now.</param>
    /// <param name="tier">The tier of the customer who asks: where his line would stand.</param>
    public AvailabilityView? GetAvailability(SkuKey item, Instant now, int tier = 0)
    {
        if (state.FindItem(item) is null)
        {
            return null;
        }

        state.Clock.Now = now;
        SkuData? actor = state.FindSku(item);
        Prospect prospect = Prospect.Of(actor, new OrderTerms { Tier = tier }, Quantity.Zero, state.RankingOf(item.Owner), now);
        Instant next = prospect.FreeNow.IsZero
            ? prospect.DateFor(new Quantity(1))
            : now;
        return new AvailabilityView(item, prospect.FreeNow, prospect.FreeInbound(), actor?.Demand ?? Quantity.Zero, next);
    }

    /// <summary>Where all units of an item are; null when nothing was ever known of it.</summary>
    public StockView? GetStock(SkuKey item) => state.FindSku(item)?.Stock.ToView();

    /// <summary>An owner's items that were ever ordered, announced or received, by SKU: of one item, or of all. Costs a look at every item.</summary>
    public IReadOnlyList<SupplyView> ListSupply(OwnerId owner, Sku? sku) =>
    [
        .. state.Skus.Values.Where(s => s.Key.Owner == owner && (sku is null || s.Key.Sku == sku)).OrderBy(s => s.Key)
            .Select(s => new SupplyView(s.Key, s.Stock.Free.Units, Sum(s.Expected.Select(e => e.Remaining)).Units, s.Demand.Units)),
    ];

    /// <summary>Where a unit with a serial number is; null when it is not in the building and has not been shipped lately.</summary>
    public SerialView? TraceSerial(SkuKey item, Serial serial) => state.FindSerial(item, serial) is { } found
        ? new SerialView(item, serial, found.Receipt, found.At, found.Task?.ToView())
        : null;

    /// <summary>How a lot came, where it is, and who got any of it; null when nothing of it is known.</summary>
    public LotTraceView? TraceLot(SkuKey item, LotNo no, DateOnly? expiry)
    {
        if (state.FindSku(item)?.Lots?.Find(no, expiry) is not { } lot)
        {
            return null;
        }

        return new LotTraceView(
            item, lot.Lot, lot.IsBlocked, lot.Stock.ToView(),
            [.. state.Receipts.Where(r => r.Item == item && r.Lot == lot.Lot).OrderBy(r => r.Id).Select(r => (r.Id, r.Quantity, r.At, r.Asn))],
            [
                .. state.Board.All.Where(t => t.Item.Key == item && t.Lot == lot.Lot && t.Line is not null).OrderBy(t => t.Id)
                    .Select(t => (t.ToView(), t.Line!.Order.Terms.Customer)),
            ]);
    }

    /// <summary>What is known of an item; null when it was never defined.</summary>
    public Item? GetItem(SkuKey item) => state.FindItem(item);

    /// <summary>The item that carries a barcode; null when none of the owner's does.</summary>
    public Item? GetItem(OwnerId owner, Gtin gtin) => state.FindBarcode(owner, gtin) is { } found ? state.FindItem(found.Item) : null;

    /// <summary>The items of a ship notice, in the order announced; null when the owner announced none of that number.</summary>
    public IReadOnlyList<Item>? ListItems(AsnKey asn, int skip, int take) =>
        state.FindInbound(asn) is { } notice ? [.. notice.Lines.Skip(skip).Take(take).Select(line => state.FindItem(line.Item.Key)).OfType<Item>()] : null;

    /// <summary>An owner's waiting lines: of one item in queue order, or of all items by SKU and then queue order.</summary>
    public IReadOnlyList<LineView> ListBackorders(OwnerId owner, Sku? sku, int skip, int take, Instant now)
    {
        IEnumerable<SkuData> actors = sku is { } one
            ? state.FindSku(new SkuKey(owner, one)) is { } only ? [only] : []
            : state.Skus.Values.Where(s => s.Key.Owner == owner && s.Queue.Count > 0).OrderBy(s => s.Key);
        return [.. actors.SelectMany(s => InOrder(s, now)).Skip(skip).Take(take).Select(l => l.ToView())];
    }

    /// <summary>A ship notice; null when the owner announced none of that number.</summary>
    public ShipmentView? GetShipment(AsnKey asn) => state.FindInbound(asn)?.ToView();

    /// <summary>An owner's ship notices, the earliest expected first.</summary>
    public IReadOnlyList<ShipmentView> ListShipments(OwnerId owner, bool openOnly, int skip, int take) =>
    [
        .. state.Inbounds.Values.Where(i => i.Key.Owner == owner && (i.IsOpen || !openOnly))
            .OrderBy(i => i.Eta).ThenBy(i => i.Key).Skip(skip).Take(take).Select(i => i.ToView()),
    ];

    /// <summary>A task; null when there is none, or it was finished long ago.</summary>
    public TaskView? GetTask(TaskId task) => state.Board.Find(task) is { } found ? View(found) : null;

    /// <summary>Every owner that has defined items here.</summary>
    public IReadOnlyCollection<OwnerId> Owners => state.Owners;

    /// <summary>Whether an owner announced a container.</summary>
    public bool HasContainer(OwnerId owner, string lpn) => state.FindContainer(owner, lpn) is not null;

    /// <summary>Whether an owner has a receipt under a scan, of the time that receipts are kept.</summary>
    public bool HasReceipt(OwnerId owner, ScanKey scan) => state.FindReceipt(owner, scan) is not null;

    /// <summary>Whose units came with a receipt; null when it is not there.</summary>
    public OwnerId? OwnerOf(ReceiptId receipt) => state.FindReceipt(receipt)?.Item.Owner;

    /// <summary>What a station has under lease, by task number.</summary>
    public IReadOnlyList<TaskView> TasksOf(StationId station) => [.. state.Board.TasksOf(station).Select(View)];

    /// <summary>Tasks that are not finished, by number: of one owner or of all, under one station's lease or all, in one state or any. Without a station it costs a look at every task.</summary>
    public IReadOnlyList<TaskView> ListTasks(OwnerId? owner, StationId? station, TaskState? inState, int skip, int take) =>
    [
        .. (station is { } one ? state.Board.TasksOf(one) : state.Board.All.Where(t => t.State is not (TaskState.Done or TaskState.Short or TaskState.Recalled)))
            .Where(t => (owner is null || t.Item.Key.Owner == owner) && (inState is null || t.State == inState)).OrderBy(t => t.Id).Skip(skip).Take(take).Select(View),
    ];

    /// <summary>How many tasks a station has under lease.</summary>
    public int CountTasksOf(StationId station) => state.Board.HeldBy(station);

    /// <summary>How many tasks a station has under lease and has not picked yet.</summary>
    public int CountUnpickedOf(StationId station) => state.Board.UnpickedBy(station);

    /// <summary>Whether a station could pull a task: of one owner, or of any.</summary>
    public bool HasReadyTask(OwnerId? owner) => state.Board.HasReady(owner);

    /// <summary>The running totals. Costs a look at every item, to count those whose units do not add up.</summary>
    public Figures GetFigures() => state.Tally.ToFigures(state.Board, state.Skus.Values.LongCount(s => s.Stock.ToView().Fault != 0)) with
    {
        VariancesOpen = state.OpenVariances, OveragesOpen = state.OpenOverages, ShipmentsOverdue = state.Inbounds.Values.LongCount(i => i.IsOpen && i.IsOverdue),
    };

    /// <summary>What of the figures is true of one owner's things now; the running totals are 0. Costs a look at every item, task and shipment.</summary>
    public Figures GetFigures(OwnerId owner)
    {
        StockView[] stock = [.. state.Skus.Where(s => s.Key.Owner == owner).Select(s => s.Value.Stock.ToView())];
        BackorderLine[] waiting = [.. state.Orders.Where(o => o.Key.Owner == owner).SelectMany(o => o.Value.Lines).Where(l => !l.Waiting.IsZero)];
        return new Figures
        {
            Waiting = waiting.Sum(l => l.Waiting.Units),
            WaitingLines = waiting.Length,
            OnHand = stock.Sum(s => s.OnHand),
            TasksReady = state.Board.ReadyOf(owner),
            TasksLeased = state.Board.LeasedOf(owner),
            VariancesOpen = state.VariancesOf(owner),
            OveragesOpen = state.OveragesOf(owner),
            ShipmentsOverdue = state.Inbounds.LongCount(i => i.Key.Owner == owner && i.Value.IsOpen && i.Value.IsOverdue),
            ConservationFaults = stock.LongCount(s => s.Fault != 0),
        };
    }

    /// <summary>Checks everything that must always be true; returns one sentence for each violation. Costs a look at everything.</summary>
    public IReadOnlyList<string> CheckInvariants(Instant now) => Invariants.Check(state, now);

    private IEnumerable<BackorderLine> InOrder(SkuData item, Instant now)
    {
        item.Queue.Refresh(state.RankingOf(item.Key.Owner), now);
        return item.Queue.InOrder();
    }

    private static Quantity Sum(IEnumerable<Quantity> parts) => parts.Aggregate(Quantity.Zero, (sum, part) => sum + part);

    private TaskView View(WorkTask task)
    {
        Item? item = state.FindItem(task.Item.Key);
        return task.ToView(item?.Description ?? string.Empty) with { IsSerialControlled = item is { IsSerialControlled: true } };
    }
}
