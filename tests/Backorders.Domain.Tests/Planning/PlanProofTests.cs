using System.Runtime.InteropServices;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;
using Backorders.Testing;
using Xunit.Abstractions;

namespace Backorders.Domain.Tests.Planning;

/// <summary>What the plan says is what the scan does, if the trucks come as announced and nothing else happens: shown after every turn of random histories.</summary>
public sealed class PlanProofTests(ITestOutputHelper output)
{
    /// <summary>240 commands in every run; as many as <c>BACKORDERS_PLAN_COMMANDS</c> says when somebody hunts for a fault.</summary>
    private static readonly int length = int.TryParse(Environment.GetEnvironmentVariable("BACKORDERS_PLAN_COMMANDS"), out int wanted) ? wanted : 240;

    /// <summary>What is asked of a copy costs more than a turn, so it is asked as often in a history that is eight times as long.</summary>
    private static readonly int copied = Math.Max(1, length / 240);

    public static TheoryData<int> Seeds => HistoryTests.Seeds;

    /// <summary>Planned dates, covers, told dates and questions, in worlds that are about planning.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Plan_OfAnyPlanningHistory_IsThatOfTheNaivePlan(int seed)
    {
        Scenario s = new(checkReplica: false);
        PlanCommands commands = new(seed, s, isPlain: seed % 3 == 0);
        (int dated, int covered) = (0, 0);
        ShortHistory.Play(s, again => Naive(again, seed), () => (dated, covered) = Run(seed, s, commands.Next, work: seed % 3 != 0));
        Assert.True(dated > length && covered > length / 20, $"seed {seed}: {dated} dated, {covered} covered: it tests too little.");
    }

    /// <summary>The same for commands of every kind.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Plan_OfAnyHistory_IsThatOfTheNaivePlan(int seed)
    {
        Scenario s = new(checkReplica: false);
        RandomCommands commands = new(seed, s);
        ShortHistory.Play(s, static again => Naive(again, null), () => Run(seed, s, commands.Next, work: false));
    }

    /// <summary>
    /// Trucks that come as announced serve whom they were promised to, where queues are served from the front. Not asked where a shortage is shared out, and while a
    /// line waits that will take later what a lower class holds (<see cref="Truth"/>).
    /// </summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Plan_TrucksComeAsAnnouncedAndNothingElseHappens_ComesTrue(int seed)
    {
        Scenario s = new(checkReplica: false);
        ShortHistory.Play(s, again => ComesTrue(again, seed), () => PlayForeseen(seed, s));
    }

    /// <summary>The order in which suppliers announce says nothing about who gets which truck.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Plan_SameShipmentsAnnouncedInAnotherOrder_IsTheSame(int seed)
    {
        for (int round = 0; round < Math.Max(1, length / 30); round++)
        {
            int one = seed * 1000 + round;
            Assert.Equal(Text(new SeededRandom(0)), Text(new SeededRandom((ulong)one)));

            string Text(SeededRandom shuffle)
            {
                Scenario s = new(checkReplica: false);
                PlanCommands commands = new(one, s, isPlain: one % 2 == 0);
                List<AnnounceShipment> shipments = [.. Enumerable.Range(0, 8).Select(_ => commands.Notice())];
                shipments.OrderBy(_ => shuffle.NextUInt64()).ToList().ForEach(c => s.Try(c));
                Enumerable.Range(0, 40).Select(_ => commands.NewOrder()).ToList().ForEach(c => s.Try(c));
                return $"seed {one}\n" + string.Join('\n', s.Warehouse.ListBackorders(Scenario.Acme, null, 0, int.MaxValue, s.Now).Select(l => s.Warehouse.Explain(l.Line, s.Now)!)
                    .Select(e => $"{e.Place} {e.Line.Line} {e.Planned} {e.PlannedOn} {e.IsCovered} {e.Line.Promise}"));
            }
        }
    }

    /// <summary>
    /// A higher class that enters and leaves a hundred times within a quiet period: a customer hears of it once for the worse, and at most once before that for the
    /// better, and nobody below gains by it. He hears a third time only of a date that is worse than all he was told, and only when an order that lost its cover has begun since
    /// then to hold nothing for a time (<see cref="Limits.HoldPause"/>), or is covered again after it: then the queue is another one.
    /// </summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Plan_HigherClassEntersAndLeavesAHundredTimes_IsToldOnce(int seed)
    {
        output.WriteLine($"seed {seed}");
        Scenario s = new(checkReplica: false);
        PlanCommands commands = new(seed, s, isPlain: true);
        for (int i = 0; i < length / 4; i++)
        {
            s.Try(commands.Next());
        }

        s.Pass(TimeSpan.FromHours(30)); // what was told before is told
        s.Do(new AdvanceTime());
        foreach (ShipmentView soon in s.Warehouse.ListShipments(Scenario.Acme, openOnly: true, 0, int.MaxValue).Where(o => o.Eta < s.Now + TimeSpan.FromHours(30)))
        {
            s.Do(new UpdateShipment(soon.Asn, s.Now + TimeSpan.FromHours(30), null, [])); // nothing comes or is overdue meanwhile
        }

        Dictionary<LineKey, List<PromiseChanged>> told = [];
        HashSet<OrderKey> paused = [];
        int pauses = 0; // that have begun or ended
        Dictionary<LineKey, int> pausesBefore = []; // when its customer heard last of a worse date
        string lines = string.Join(' ', PlanCommands.Skus.Select(sku => $"{sku}:{7 + seed % 9}"));
        for (int i = 0; i < 100; i++)
        {
            s.Pass(TimeSpan.FromMinutes(5));
            s.Do(new AdvanceTime());
            Check(s.Submit($"high{i}", lines, new OrderTerms { Tier = 9, ShipMode = (ShipMode)(1 + seed % 3) }), i);
            s.Pass(TimeSpan.FromMinutes(5));
            s.Do(new AdvanceTime());
            Check(s.Cancel($"high{i}"), i);
        }

        void Check(IReadOnlyList<Event> events, int round)
        {
            Assert.True(!events.Any(e => e is LineCancelled c && c.Line.Order != Scenario.Order($"high{round}")), $"seed {seed}, round {round}: a cancel");
            pauses += events.OfType<CoverChanged>().Count(e => e.IsCovered && paused.Remove(e.Order));
            pauses += events.OfType<HoldEnded>().Count(e => e.Reason == ReasonCode.Supplier && paused.Add(e.Line.Order));
            foreach (PromiseChanged e in events.OfType<PromiseChanged>().Where(e => e.Line.Order != Scenario.Order($"high{round}")))
            {
                List<PromiseChanged> before = CollectionsMarshal.GetValueRefOrAddDefault(told, e.Line, out _) ??= [];
                bool isWorst = e.To > e.From && before.TrueForAll(h => h.To < e.To) && pauses > pausesBefore.GetValueOrDefault(e.Line);
                Assert.True(before.Count < 2 || isWorst, $"seed {seed}, round {round}: {e} is one notice too many in the period, after {string.Join(", ", before)}");
                pausesBefore[e.Line] = e.To > e.From ? pauses : pausesBefore.GetValueOrDefault(e.Line);
                before.Add(e);
            }

            foreach (HoldEnded e in events.OfType<HoldEnded>().Where(e => e.Line.Order != Scenario.Order($"high{round}")))
            {
                // What is taken for being of a lower class goes to a higher one. An order whose cover the higher one takes gives up the rest of what it holds, to anybody.
                bool lostCover = e.Reason == ReasonCode.Supplier && events.Any(c => c is CoverChanged { IsCovered: false } lost && lost.Order == e.Line.Order);
                long taken = events.OfType<HoldEnded>().Where(o => o.Item == e.Item && o.Reason == ReasonCode.Outranked && Tier(o.Line) >= Tier(e.Line)).Sum(o => o.Quantity.Units);
                Assert.True(lostCover || (e.Reason == ReasonCode.Outranked && taken <= GainedAbove(e, events)), $"seed {seed}, round {round}: {e} to a lower class");
            }
        }

        long GainedAbove(HoldEnded e, IReadOnlyList<Event> events) =>
            events.OfType<UnitsHeld>().Where(h => h.Item == e.Item && Tier(h.Line) > Tier(e.Line)).Sum(h => h.Quantity.Units)
            + events.OfType<UnitsAllocated>().Where(a => a.Item == e.Item && a.Source != Source.Hold && Tier(a.Line) > Tier(e.Line)).Sum(a => a.Quantity.Units);

        int Tier(LineKey line) => s.Line(line.Order.OrderNo.Value, line.LineNo).Pinned ? 100 : s.Warehouse.GetOrder(line.Order)!.Terms.Tier;
    }

    /// <summary>Trucks that come after the last command serve whom they were promised to.</summary>
    private static Watch ComesTrue(Scenario s, int seed)
    {
        _ = new PlanCommands(seed, s, isPlain: true); // its items and rules are there from the beginning
        PlanCheck check = new(s.Warehouse);
        return (_, turn, isLast) =>
        {
            check.After(turn().Events, s.Now, isLast); // whether its plan is the naive one is asked elsewhere
            int kept = 0;
            return isLast && check.IsSettled(s.Now) && s.Warehouse.NextDue > s.Now && check.IsForeseen ? Truth.Of(s.Warehouse, s.Now, ref kept) : [];
        };
    }

    private static Watch Naive(Scenario s, int? seed)
    {
        _ = seed is { } planning ? new PlanCommands(planning, s, isPlain: planning % 3 == 0) : null;
        PlanCheck check = new(s.Warehouse);
        return (_, turn, isLast) =>
        {
            List<string> wrong = check.After(turn().Events, s.Now, isLast);
            return isLast && wrong.Count == 0 && check.IsSettled(s.Now) && s.Warehouse.NextDue > s.Now ? check.PlanAgain(s.Now) : wrong;
        };
    }

    private void PlayForeseen(int seed, Scenario s)
    {
        PlanCommands commands = new(seed, s, isPlain: true);
        PlanCheck check = new(s.Warehouse);
        (int kept, int asked) = (0, 0);
        check.After(s.Do(FromTheFront(new SetPolicy(s.Warehouse.PolicyOf(Scenario.Acme)))), s.Now);
        for (int i = 0; i < length; i++)
        {
            Command next = commands.Next() is var drawn && drawn is SetPolicy rules ? FromTheFront(rules) : drawn;
            foreach (Command c in WithTime(s, next))
            {
                check.After(s.Try(c).Events, s.Now);
            }

            if (i % (5 * copied) == 0 && check.IsSettled(s.Now) && check.IsForeseen && s.Warehouse.NextDue > s.Now)
            {
                asked++;
                List<string> wrong = Truth.Of(s.Warehouse, s.Now, ref kept);
                Assert.True(wrong.Count == 0, $"seed {seed}, turn {i}, after {next}:\n{string.Join('\n', wrong)}");
            }
        }

        output.WriteLine($"seed {seed}: {kept} dates came true, asked {asked} times");
        Assert.True(kept > length / copied / 10, $"seed {seed}: {kept} dates came true: it tests too little.");
    }

    private static SetPolicy FromTheFront(SetPolicy rules) => new(rules.Policy with { Distribution = DistributionMode.Sequential });

    private static IEnumerable<Command> WithTime(Scenario s, Command command)
    {
        while (s.Warehouse.NextDue <= s.Now)
        {
            yield return new AdvanceTime();
        }

        yield return command;
    }

    private (int Dated, int Covered) Run(int seed, Scenario s, Func<Command> next, bool work)
    {
        output.WriteLine($"seed {seed}");
        PlanCheck check = new(s.Warehouse);
        for (int i = 0; i < length; i++)
        {
            IEnumerable<Command> drawn = [next()];
            foreach (Command command in drawn.Concat(work && i % 13 == 0 ? NaiveModelTests.Work(s) : []).SelectMany(c => WithTime(s, c)))
            {
                List<string> wrong = check.After(s.Try(command).Events, s.Now);
                wrong.AddRange(i % copied == 0 && wrong.Count == 0 && check.IsSettled(s.Now) && s.Warehouse.NextDue > s.Now ? check.PlanAgain(s.Now) : []);
                Assert.True(wrong.Count == 0, $"seed {seed}, turn {i}, after {command}:\n{string.Join('\n', wrong)}");
            }
        }

        output.WriteLine($"{check.Compared}");
        return check.Compared;
    }
}
