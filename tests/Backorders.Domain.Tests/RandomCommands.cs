using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests;

/// <summary>Draws commands of every kind from a seed, most of them sensible in the state the warehouse is in, some not.</summary>
internal sealed class RandomCommands(int seed, Scenario s)
{
    private readonly Random random = new(seed);
    private readonly RandomGoods goods = new(new Random(seed), s);
    private readonly List<string> scansSoFar = [];
    private readonly List<(Lease Lease, string Station)> leases = [];
    private int orders;
    private int notices;
    private int scans;

    public Command Next() => goods.Complete(Draw());

    private Command Draw()
    {
        s.Pass(TimeSpan.FromSeconds(random.Next(0, 45)));
        if (random.Next(50) == 0)
        {
            s.Pass(TimeSpan.FromHours(random.Next(1, 100)));
        }

        if (random.Next(200) == 0)
        {
            return new SuggestReorders(Scenario.Acme, [new SuggestedReorder(Item().Sku, new Quantity(random.Next(1, 50)), Quantity.Zero, random.Next(-9, 9), Quantity.Zero)]);
        }

        return random.Next(6) == 0 ? Customers() : random.Next(106) switch
        {
            >= 100 => Goods(),
            < 18 => NewOrder(),
            < 36 => Receipt(),
            < 42 => Notice(),
            < 46 => NoticeChange(),
            < 54 => new PullTasks(new StationId(Station()), random.Next(4) == 0 ? Scenario.Acme : null, random.Next(1, 5)),
            < 80 => Report(),
            < 84 => new CancelOrder(AnyOrder(), random.Next(2) == 0 ? [] : [random.Next(1, 4)], ReasonCode.CustomerRequest),
            < 87 => Amend(),
            < 90 => random.Next(2) == 0 ? new HoldOrder(AnyOrder(), ReasonCode.Credit) : new ReleaseOrder(AnyOrder()),
            < 92 => new ExpediteOrder(AnyOrder(), [], random.Next(2) == 0, ReasonCode.Urgent),
            < 95 => scansSoFar.Count > 0 ? new ReverseReceipt(Scenario.Acme, Scan(scansSoFar[random.Next(scansSoFar.Count)]), ReasonCode.WrongScan) : Receipt(),
            < 97 => Count(),
            < 99 => new SetQuality(Item(), random.Next(1, 9), (Quality)random.Next(1, 4), (Quality)random.Next(1, 4), ReasonCode.Inspection),
            _ => random.Next(3) == 0 ? Places() : Rules(),
        };
    }

    /// <summary>What is decided about goods that could not be given.</summary>
    private Command Goods() => random.Next(9) switch
    {
        0 or 1 => new DisposeUnits(Item(), random.Next(1, 6), (Quality)random.Next(2, 4), (DispositionCode)random.Next(1, 5), ReasonCode.Inspection),
        2 or 3 => new DecideOverage(Scenario.Acme, new ReceiptId(random.Next(1, scans + 2)), (DispositionCode)random.Next(1, 5), ReasonCode.Overage),
        4 => new ApproveVariance(Scenario.Acme, Scan(scansSoFar.Count > 0 ? scansSoFar[random.Next(scansSoFar.Count)] : "none"), ReasonCode.Loss),
        5 => goods.Recall(),
        6 or 7 => new ReceiveContainer(Scenario.Acme, $"P{random.Next(1, notices + 2)}", Scan($"p{++scans}"), new DoorId("D1"), s.Now),
        _ => new ReportStray(Item(), random.Next(1, 4), default, null),
    };

    private Command Places() => random.Next(3) > 0
        ? new SetLane(new LaneId($"L{random.Next(1, 4)}"), (LaneState)random.Next(1, 4), ReasonCode.Urgent)
        : new SetDoor(new DoorId("D2"), random.Next(2) == 0, ReasonCode.Urgent);

    private SetPolicy Rules()
    {
        Policy policy = Policy.Default with
        {
            CompensateLate = random.Next(2) == 0,
            AskDelayConsent = random.Next(4) > 0,
            AgeingDaysPerTier = random.Next(3),
            PromiseBeforeTier = random.Next(2) == 0,
            HoldHours = random.Next(1, 200),
            Distribution = (DistributionMode)random.Next(1, 4),
            Preemption = random.Next(4) > 0,
            FreezeMinutes = random.Next(3) * 60,
            Unannounced = (UnannouncedRule)random.Next(3),
            DoubtAfterShort = random.Next(2) == 0,
            SwapToDock = random.Next(2) == 0,
            OverdueToleranceHours = random.Next(0, 25),
            OverdueGraceHours = random.Next(0, 60),
            UnloadHours = random.Next(1, 60),
            NoticeQuietHours = random.Next(0, 60),
        };
        return random.Next(2) == 0
            ? new SetPolicy(policy)
            : new SetPolicy(policy with { SkuDistributions = [new SkuDistribution(Item().Sku, (DistributionMode)random.Next(1, 4))] }, Scenario.Acme);
    }

    private SubmitOrder NewOrder()
    {
        string[] skus = ["A", "A", "B", "B", "C", "D", "L", "T"];
        string lines = string.Join(' ', Enumerable.Range(0, random.Next(1, 4)).Select(_ =>
            $"{skus[random.Next(skus.Length)]}:{random.Next(1, 20)}/{(random.Next(4) == 0 ? 1 : 0)}/{(random.Next(4) == 0 ? random.Next(1, 4) : 0)}"));
        return s.NewOrder($"o{++orders}", lines, new OrderTerms
        {
            Tier = random.Next(3),
            ShipMode = (ShipMode)random.Next(1, 4),
            ShipBy = random.Next(3) == 0 ? s.Now + TimeSpan.FromHours(random.Next(1, 200)) : Instant.Never,
            NotBefore = random.Next(8) == 0 ? s.Now + TimeSpan.FromHours(random.Next(1, 50)) : default,
            CancelBy = random.Next(8) == 0 ? s.Now + TimeSpan.FromHours(random.Next(60, 500)) : Instant.Never,
            PaymentRequired = random.Next(6) == 0,
            UrgentBy = random.Next(6) == 0 ? s.Now + TimeSpan.FromDays(random.Next(0, 12)) : Instant.Never,
        });
    }

    private Command Receipt()
    {
        string scan = $"r{++scans}";
        scansSoFar.Add(scan);
        Quality quality = random.Next(8) == 0 ? (Quality)random.Next(1, 4) : Quality.Usable;
        if (random.Next(8) == 0)
        {
            return new ReceiveReturn(Item(), random.Next(1, 9), default, Scan(scan), new DoorId("D2"), quality, "RMA", s.Now)
            {
                Order = random.Next(2) == 0 ? AnyOrder().OrderNo : default, Disposition = random.Next(2) == 0 ? (DispositionCode)random.Next(1, 5) : null,
            };
        }

        return s.NewReceipt(Item().Sku.Value, random.Next(1, 25), notices > 0 && random.Next(2) == 0 ? $"n{random.Next(1, notices + 1)}" : null, quality, scan);
    }

    private AnnounceShipment Notice() => new(
        new AsnKey(Scenario.Acme, new AsnNo($"n{++notices}")), $"Supplier {random.Next(2)}", Eta(300), null,
        [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => new RequestedSupply(Item().Sku, random.Next(1, 40), default) { Lpn = random.Next(3) == 0 ? $"P{notices}" : string.Empty })])
    {
        EtaDate = random.Next(6) == 0 ? Day() : null,
    };

    /// <summary>Most shipments are on their way; of some it is known too late that they should have come.</summary>
    private Instant Eta(int hoursMax) => s.Now + TimeSpan.FromMinutes(random.Next(8) == 0 ? random.Next(-60 * 60, 60) : random.Next(60, hoursMax * 60));

    private DateOnly Day() => DateOnly.FromDateTime(s.Now.ToDateTimeOffset().DateTime).AddDays(random.Next(-2, 9));

    private T Why<T>(T change)
        where T : ShipmentChange => random.Next(3) > 0 ? change : (T)(change with { Cause = (PromiseCause)random.Next(15), Note = "said by phone" });

    private Command NoticeChange()
    {
        AsnKey asn = new(Scenario.Acme, new AsnNo($"n{random.Next(1, notices + 2)}"));
        return random.Next(3) switch
        {
            0 => Why(new CloseShipment(asn)),
            1 => Why(new CancelShipment(asn, ReasonCode.Supplier)),
            _ => Why(new UpdateShipment(asn, random.Next(4) == 0 ? null : Eta(300), null,
                random.Next(2) == 0 ? [] : [new RequestedSupply(Item().Sku, random.Next(1, 40), default)])),
        };
    }

    private Command Report()
    {
        IReadOnlyList<Views.TaskView> held = s.Warehouse.TasksOf(new StationId(Station()));
        if (held.Count == 0)
        {
            return new RenewLeases(new StationId(Station()));
        }

        Views.TaskView task = held[random.Next(held.Count)];
        Lease lease = new(task.Task, random.Next(20) == 0 ? new FencingToken(1) : task.Token);
        leases.Add((lease, task.Station.Value));
        return task.State switch
        {
            TaskState.Picked when random.Next(10) > 0 => new Pack(null, [lease], "P"),
            _ => random.Next(12) switch
            {
                0 => new ReturnTask(null, lease, ReasonCode.StationTrouble),
                1 => new ReportShort(null, lease, random.NextInt64(0, task.Quantity.Units), ReasonCode.NotFound),
                2 => new StartTask(null, lease),
                3 or 4 => new Ship(null, [AnyPacked() ?? task.Task], "DPD", "T"),
                5 => new UnparkTask(null, new TaskId(random.Next(1, 100))),
                _ => new ConfirmPick(null, lease, task.Kind == TaskKind.Count ? random.NextInt64(0, task.Quantity.Units + 3) : task.Quantity.Units),
            },
        };
    }

    private TaskId? AnyPacked()
    {
        foreach ((Lease lease, _) in leases)
        {
            if (s.Warehouse.GetTask(lease.Task) is { State: TaskState.Packed })
            {
                return lease.Task;
            }
        }

        return null;
    }

    /// <summary>What customers answer, ask and pay, and what stations and suppliers report that touches promises.</summary>
    private Command Customers() => random.Next(12) switch
    {
        0 or 1 => new AnswerDelay(LineWith(l => l.AskedDelay is not null).Order, [], random.Next(3) > 0),
        2 => new OfferSubstitution(LineWith(l => !l.Open.IsZero)),
        3 => new AnswerSubstitution(LineWith(l => l.OfferedSubstitute is not null), random.Next(4) > 0),
        4 => new RequestBackInStock(Item(), $"c{random.Next(20)}", random.Next(1, 12), default),
        5 => new WithdrawBackInStock(Item(), $"c{random.Next(20)}"),
        6 or 7 => Payment(),
        8 or 9 => Damage(),
        10 => Why(new SplitShipment(
            new AsnKey(Scenario.Acme, new AsnNo($"n{random.Next(1, notices + 2)}")), new AsnNo($"n{++notices}"), Eta(900), null,
            [new RequestedSupply(Item().Sku, random.Next(1, 20), default)])),
        _ => Catalogue(),
    };

    private ReportPayment Payment() => random.Next(3) switch
    {
        0 => new ReportPayment(PaidOrder(), PaymentStatus.Authorised, s.Now + TimeSpan.FromHours(random.Next(1, 200)), "auth"),
        1 => new ReportPayment(PaidOrder(), PaymentStatus.Declined, Instant.Never, string.Empty),
        _ => new ReportPayment(PaidOrder(), PaymentStatus.Captured, Instant.Never, "paid"),
    };

    private OrderKey PaidOrder() => Recent().FirstOrDefault(o => o.Payment is not null && !o.Closed && random.Next(3) == 0)?.Order ?? AnyOrder();

    private LineKey LineWith(Func<Views.LineView, bool> wanted) =>
        Recent().SelectMany(o => o.Lines).FirstOrDefault(l => wanted(l) && random.Next(3) == 0)?.Line ?? new LineKey(AnyOrder(), random.Next(1, 4));

    private IEnumerable<Views.OrderView> Recent() =>
        Enumerable.Range(Math.Max(1, orders - 60), Math.Min(61, orders + 1)).Select(i => s.Warehouse.GetOrder(Scenario.Order($"o{i}"))).OfType<Views.OrderView>();

    private Command Damage()
    {
        if (random.Next(2) == 0 && AnyPacked() is { } packed)
        {
            return new ReportDamage(null, new Lease(packed, default), random.Next(1, 4), ReasonCode.Damaged);
        }

        Views.TaskView? picked = s.Warehouse.TasksOf(new StationId(Station())).FirstOrDefault(t => t.State == TaskState.Picked);
        return picked is null ? Report() : new ReportDamage(null, new Lease(picked.Task, picked.Token), random.NextInt64(1, picked.Quantity.Units + 1), ReasonCode.Damaged);
    }

    private DefineItems Catalogue()
    {
        string[] skus = ["A", "A", "B", "B", "C", "D", "L", "T"];
        string sku = skus[random.Next(4)];
        return new DefineItems(Scenario.Acme,
        [
            s.Warehouse.GetItem(Scenario.Item(sku))! with
            {
                ReleaseAt = random.Next(3) == 0 ? s.Now + TimeSpan.FromHours(random.Next(-50, 100)) : default,
                Substitutes = random.Next(3) > 0 ? [.. skus.Where(o => o != sku && random.Next(2) == 0).Select(o => new Sku(o))] : [],
            },
        ]);
    }

    private AmendOrder Amend() => new(
        AnyOrder(), random.Next(2) == 0 ? [new LineChange(1, random.Next(1, 25))] : [], random.Next(3) == 0 ? random.Next(4) : null,
        random.Next(3) == 0 ? (ShipMode)random.Next(1, 4) : null, random.Next(3) == 0 ? new LaneId("L2") : null,
        random.Next(3) == 0 ? s.Now + TimeSpan.FromHours(random.Next(1, 90)) : null, null);

    private CountStock Count() => random.Next(2) == 0
        ? new CountStock(Item(), random.Next(0, 30), 0, ReasonCode.CountDifference, Scan($"c{++scans}"))
        : new CountStock(Item(), null, random.Next(-12, 12), ReasonCode.Loss, Scan($"c{++scans}"));

    private string Station() => $"P{random.Next(1, 4)}";

    private OrderKey AnyOrder() => Scenario.Order($"o{random.Next(Math.Max(1, orders - 30), orders + 2)}");

    private SkuKey Item() => Scenario.Item(((string[])["A", "B", "C", "D", "A", "L", "T"])[random.Next(7)]);

    private static ScanKey Scan(string id) => new(new DeviceId("S1"), new ScanId(id));
}
