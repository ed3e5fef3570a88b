using Backorders.Domain.ActorData;
using Backorders.Domain.Actors;
using Backorders.Domain.Actors.Orders;
using Backorders.Domain.Actors.Skus;
using Backorders.Domain.Ids;
using Backorders.Domain.Messages;
using Backorders.Domain.Values;

namespace Backorders.Domain.State;

/// <summary>
/// All that a warehouse knows: its actors and where to find them. It changes only by <see cref="Apply"/>, which is split by the kind of event over
/// the files beside this one.
/// </summary>
internal sealed partial class WarehouseState
{
    private readonly Dictionary<SkuKey, SkuActor> skus = [];
    private readonly Dictionary<OrderKey, OrderActor> orders = [];
    private readonly Dictionary<AsnKey, InboundActor> inbounds = [];
    private readonly Dictionary<(OwnerId Owner, ScanKey Scan), KeptReceipt> receipts = [];
    private readonly Dictionary<ReceiptId, KeptReceipt> receiptsById = [];
    private readonly Queue<KeptReceipt> receiptAges = new();
    private readonly Queue<(Instant At, OrderKey Order)> closedOrders = new();
    private readonly Queue<(Instant At, AsnKey Asn)> closedInbounds = new();
    private readonly Dictionary<SkuKey, Item> items = [];
    private readonly SortedSet<OwnerId> owners = [];
    private readonly Dictionary<OwnerId, Policy> ownPolicies = [];
    private readonly Dictionary<OwnerId, Ranking> ownRankings = [];
    private Ranking ranking = new(Policy.Default, TimeZoneInfo.Utc);
    private readonly Dictionary<(OwnerId Owner, Gtin Gtin), (SkuKey Item, UnitName Unit)> barcodes = [];

    /// <summary>What day it is here.</summary>
    public DayClock Clock { get; } = new();

    public string TimeZone { get; private set; } = "UTC";

    public IReadOnlyList<DoorId> Doors { get; private set; } = [];

    public IReadOnlyList<LaneId> Lanes { get; private set; } = [];

    /// <summary>The rules for owners that have none of their own, and for the building and its people.</summary>
    public Policy Policy { get; private set; } = Policy.Default;

    /// <summary>The version given last, to whichever owner's policy.</summary>
    public int LastPolicyVersion { get; private set; } = Policy.Default.Version;

    /// <summary>The zone in which cutoffs are told.</summary>
    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public TaskBoard Board { get; } = new();

    public Agenda Agenda { get; } = new();

    public Tally Tally { get; } = new();

    /// <summary>How late suppliers' shipments come.</summary>
    public SupplierLateness Lateness { get; } = new();

    public long LastReceiptId { get; private set; }

    /// <summary>The time of the turn that was folded last.</summary>
    public Instant FoldedAt { get; private set; }

    /// <summary>Whether the beginning of the next day stands on the agenda.</summary>
    private bool isDayAwaited;

    /// <summary>Items that must be planned again.</summary>
    public PlanList Plans { get; } = new();

    /// <summary>What the turn that runs has sent.</summary>
    public TurnMessages Messages { get; } = new();

    /// <summary>Every owner that has defined items.</summary>
    public IReadOnlyCollection<OwnerId> Owners => owners;

    public IReadOnlyDictionary<OrderKey, OrderActor> Orders => orders;

    public IReadOnlyDictionary<AsnKey, InboundActor> Inbounds => inbounds;

    public IReadOnlyDictionary<SkuKey, SkuActor> Skus => skus;

    public Policy PolicyOf(OwnerId owner) => ownPolicies.GetValueOrDefault(owner, Policy);

    public bool HasOwnPolicy(OwnerId owner) => ownPolicies.ContainsKey(owner);

    /// <summary>How the lines of an owner's items are ranked.</summary>
    public Ranking RankingOf(OwnerId owner) => ownRankings.GetValueOrDefault(owner, ranking);

    public Item? FindItem(SkuKey key) => items.GetValueOrDefault(key);

    /// <summary>What a barcode of an owner stands for; null when none of its items carries it.</summary>
    public (SkuKey Item, UnitName Unit)? FindBarcode(OwnerId owner, Gtin gtin) => barcodes.TryGetValue((owner, gtin), out (SkuKey, UnitName) found) ? found : null;

    public SkuActor? FindSku(SkuKey key) => skus.GetValueOrDefault(key);

    public OrderActor? FindOrder(OrderKey key) => orders.GetValueOrDefault(key);

    public InboundActor? FindInbound(AsnKey key) => inbounds.GetValueOrDefault(key);

    public BackorderLine? FindLine(LineKey key) => FindOrder(key.Order)?.Find(key.LineNo);

    public IReadOnlyCollection<KeptReceipt> Receipts => receiptsById.Values;

    public KeptReceipt? FindReceipt(OwnerId owner, ScanKey scan) => receipts.GetValueOrDefault((owner, scan));

    public KeptReceipt? FindReceipt(ReceiptId id) => receiptsById.GetValueOrDefault(id);

    /// <summary>Closed orders that are older than they need to be kept, oldest first, at most <paramref name="max"/>.</summary>
    public IReadOnlyList<OrderKey> ForgettableOrders(Instant now, int max) =>
        [.. closedOrders.TakeWhile(c => c.At + Limits.HistoryKept < now).Take(max).Select(c => c.Order)];

    public SkuActor Sku(SkuKey key)
    {
        if (!skus.TryGetValue(key, out SkuActor? actor))
        {
            skus.Add(key, actor = new SkuActor(key, Plans) { ReleaseAt = FindItem(key)?.ReleaseAt ?? default, HasLots = FindItem(key) is { HasLots: true } });
        }

        return actor;
    }

    private OrderActor Order(OrderKey key) => orders[key];

    private BackorderLine Line(LineKey key) => orders[key.Order].Find(key.LineNo)
        ?? throw new InvalidOperationException($"The journal names line {key}, which was never accepted.");

    private WorkTask Task(TaskId id) => Board.Find(id) ?? throw new InvalidOperationException($"The journal names task {id}, which was never made.");
}
