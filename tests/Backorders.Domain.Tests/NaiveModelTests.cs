using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;
using Backorders.Testing;
using Xunit.Abstractions;

namespace Backorders.Domain.Tests;

/// <summary>Random histories against <see cref="NaiveModel"/>, and proof that it notices when something is wrong.</summary>
[RunLonger("BACKORDERS_HISTORY", 10_000)]
public sealed class NaiveModelTests(ITestOutputHelper output) : IClassFixture<SuiteCost<NaiveModelTests>>
{
    private const int AllEvery = 50;

    /// <summary>1,500 commands in every run; as many as <c>BACKORDERS_HISTORY</c> says when somebody hunts for a fault.</summary>
    private static readonly int length = int.TryParse(Environment.GetEnvironmentVariable("BACKORDERS_HISTORY"), out int wanted) ? wanted : 1500;

    public static TheoryData<int> Seeds => HistoryTests.Seeds;

    [Theory]
    [MemberData(nameof(Seeds))]
    public void History_AgainstANaiveModel_IsTheSame(int seed)
    {
        Scenario s = new(checkReplica: false);
        NaiveCheck check = new(s.Warehouse, new NaiveModel());
        ShortHistory.Play(s, Compared, () =>
        {
            string? wrong = Run(seed, length, s, check, (_, events) => events);
            Assert.True(wrong is null, wrong);
        });

        output.WriteLine($"seed {seed}: {check.Gifts} gifts worked out, {s.Warehouse.GetFigures()}");
        Assert.True(IsPlain(seed) ? check.Gifts > length / 100 && s.Warehouse.GetFigures().Shipped > length / 100 : true, "Hardly a gift or a parcel: it tests too little.");
    }

    /// <summary>A history with one event changed must not pass: else the model is blind.</summary>
    [Theory]
    [InlineData(nameof(ReceiptRecorded))]
    [InlineData(nameof(UnitsAllocated))]
    [InlineData(nameof(UnitsHeld))]
    [InlineData(nameof(HoldEnded))]
    [InlineData(nameof(AllocationTakenBack))]
    [InlineData(nameof(PickedUnitsTakenBack))]
    [InlineData(nameof(TaskPicked))]
    [InlineData(nameof(TaskShort))]
    [InlineData(nameof(TasksPacked))]
    [InlineData(nameof(TasksShipped))]
    [InlineData(nameof(LineCancelled))]
    [InlineData(nameof(CountDone))]
    [InlineData(nameof(StockAdjusted))]
    [InlineData(nameof(QualityChanged))]
    [InlineData(nameof(ReceiptReversed))]
    [InlineData(nameof(TasksLeased))]
    public void History_WithOneEventMissing_IsFoundOut(string kind)
    {
        bool dropped = false;
        string? wrong = null;
        for (int seed = 8; seed < 40 && !dropped; seed += 2)
        {
            Scenario s = new(checkReplica: false);
            wrong = Run(seed, 1500, s, new NaiveCheck(s.Warehouse, new NaiveModel()), (turn, events) =>
            {
                Event? victim = dropped || turn < 200 ? null : events.FirstOrDefault(e => e.GetType().Name == kind && e is not StockAdjusted { Difference: 0 });
                dropped |= victim is not null;
                return victim is null ? events : [.. events.Where(e => e != victim)];
            }, allEvery: 1);
        }

        Assert.True(dropped, $"No {kind} in any history.");
        Assert.NotNull(wrong);
    }

    [Fact]
    public void History_WithOneUnitTooMany_IsFoundOut()
    {
        Scenario s = new(checkReplica: false);
        string? wrong = Run(7, 1500, s, new NaiveCheck(s.Warehouse, new NaiveModel()), (turn, events) =>
            turn != 500 ? events : [.. events, new ReceiptRecorded(default, ReceiptKind.Blind, Scenario.Item("A"), new(1), default, default, null, string.Empty, Quality.Usable, default)]);

        Assert.NotNull(wrong);
    }

    /// <summary>Two customers' units exchanged: every count adds up, only the order of the queue is wrong.</summary>
    [Fact]
    public void Gifts_ToTheSecondInsteadOfTheFirst_AreFoundOut()
    {
        Scenario s = new();
        NaiveCheck check = new(s.Warehouse, new NaiveModel());
        Step(s.NewOrder("o1", "A:5"), e => e);
        s.Pass(TimeSpan.FromSeconds(1));
        Step(s.NewOrder("o2", "A:5"), e => e);

        List<string> wrong = Step(s.NewReceipt("A", 5), events =>
            [.. events.Select(e => e is UnitsAllocated given ? given with { Line = new LineKey(Scenario.Order("o2"), 1) } : e)]);

        Assert.Contains(wrong, w => w.Contains("should go to", StringComparison.Ordinal));

        List<string> Step(Command command, Func<IReadOnlyList<Event>, IReadOnlyList<Event>> change)
        {
            check.Before(command, s.Now);
            return check.After(change(s.Try(command).Events), s.Now, all: true);
        }
    }

    private static Watch Compared(Scenario s)
    {
        NaiveCheck check = new(s.Warehouse, new NaiveModel());
        return (command, turn, isLast) =>
        {
            check.Before(command, s.Now);
            return check.After(turn().Events, s.Now, all: isLast);
        };
    }

    /// <summary>In half of the histories nothing hides the order of the gifts, and parcels leave.</summary>
    private static bool IsPlain(int seed) => seed % 2 == 1;

    private static Command Plain(Command command) => command switch
    {
        SubmitOrder { Terms.ShipMode: ShipMode.OrderComplete } order => order with { Terms = order.Terms with { ShipMode = ShipMode.ShipAvailable } },
        SetPolicy set => set with { Policy = set.Policy with { Distribution = DistributionMode.Sequential, SkuDistributions = [] } },
        _ => command,
    };

    /// <summary>A station that does its work at once: what the random ones seldom do before their leases end.</summary>
    internal static IEnumerable<Command> Work(Scenario s)
    {
        yield return new PullTasks(new StationId("P9"), null, 4);
        foreach (TaskView task in s.Warehouse.TasksOf(new StationId("P9")))
        {
            Lease lease = new(task.Task, task.Token);
            yield return new ConfirmPick(null, lease, task.Quantity.Units);
            if (task.Line is not null)
            {
                yield return new Pack(null, [lease], "P");
                yield return new Ship(null, [task.Task], "DPD", "T");
            }
        }
    }

    /// <summary>
    /// What the drawn commands seldom do one after the other with the same order: its quantity goes down, up and down again, its lane changes, and what it shipped comes back
    /// twice, with the first return taken back in between.
    /// </summary>
    internal static IEnumerable<Command> SecondThoughts(Scenario s, int turn)
    {
        OrderView[] recent = [.. Enumerable.Range(1, 2000).Select(i => s.Warehouse.GetOrder(Scenario.Order($"o{i}"))).OfType<OrderView>().TakeLast(60)];
        if (recent.LastOrDefault(o => !o.Closed && o.Lines[0] is { Open.Units: > 8 }) is { } open)
        {
            foreach (long quantity in (long[])[7, 5, 9, 4])
            {
                yield return new AmendOrder(open.Order, [new LineChange(1, quantity)], null, null, null, null, null);
            }
        }

        foreach (OrderView order in recent.Where(o => o.Lines.Any(l => !l.Packed.IsZero)).Take(2))
        {
            yield return new AmendOrder(order.Order, [], null, null, new LaneId(turn % 2 == 0 ? "L2" : "L1"), null, null);
        }

        if (recent.LastOrDefault(o => o.Lines.Any(l => !l.Shipped.IsZero)) is { } shipped && shipped.Lines.First(l => !l.Shipped.IsZero) is { Sku.Value: not ("L" or "T") } line)
        {
            ReceiveReturn back = new(
                new SkuKey(shipped.Order.Owner, line.Sku), line.Shipped.Units, default, new ScanKey(new DeviceId("S9"), new ScanId($"b{turn}")), new DoorId("D1"), Quality.Usable, "RMA", s.Now)
            {
                Order = shipped.Order.OrderNo,
            };
            yield return back;
            yield return new ReverseReceipt(shipped.Order.Owner, back.Scan, ReasonCode.WrongScan);
            yield return back with { Scan = new ScanKey(new DeviceId("S9"), new ScanId($"b{turn}-again")) };
        }
    }

    /// <summary>A command, and before it whatever is due: what is decided in several turns is seen in each of them.</summary>
    private static IEnumerable<Command> WithTime(Scenario s, Command command)
    {
        while (s.Warehouse.NextDue <= s.Now)
        {
            yield return new AdvanceTime();
        }

        yield return command;
    }

    /// <summary>The first thing that is wrong, with where; null when nothing is.</summary>
    private static string? Run(
        int seed, int turns, Scenario s, NaiveCheck check, Func<int, IReadOnlyList<Event>, IReadOnlyList<Event>> change, int allEvery = AllEvery)
    {
        RandomCommands commands = new(seed, s);
        for (int i = 0; i < turns; i++)
        {
            Command drawn = commands.Next();
            IEnumerable<Command> next = [IsPlain(seed) ? Plain(drawn) : drawn];
            foreach (Command command in next.Concat(IsPlain(seed) && i % 7 == 0 ? Work(s) : []).Concat(IsPlain(seed) && i % 30 == 0 ? SecondThoughts(s, i) : []).SelectMany(c => WithTime(s, c)))
            {
                check.Before(command, s.Now);
                List<string> wrong = check.After(change(i, s.Try(command).Events), s.Now, i % allEvery == 0 || i == turns - 1);
                if (wrong.Count > 0)
                {
                    return $"seed {seed}, turn {i}, after {command}: {string.Join(" | ", wrong)}";
                }
            }
        }

        return null;
    }
}
