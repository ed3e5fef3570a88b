using System.Globalization;
using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Testing;

namespace Backorders.Domain.Tests;

/// <summary>A shortage spread in proportion: each row says who waits, what comes, and who gets how much.</summary>
public sealed class FairShareTests
{
    private readonly Scenario s = new();

    [Theory]
    // who waits, first to last                   | units | who gets how many
    [InlineData("10 10",                             10, "w1:5 w2:5")]
    [InlineData("10 20 30",                          30, "w1:5 w2:10 w3:15")]
    [InlineData("10 20 30",                         100, "w1:10 w2:20 w3:30 put-away:40")]
    [InlineData("10 10 10",                          10, "w1:4 w2:3 w3:3")]     // equal fractions: the ordering keys decide
    [InlineData("7 3",                                5, "w1:4 w2:1")]          // 3.5 and 1.5: the floors leave one, equal fractions
    [InlineData("5 1 1",                              4, "w1:3 w2:1")]          // 2.86, 0.57, 0.57: the largest fraction, then the first of the equals
    [InlineData("1 1 1 1",                            2, "w1:1 w2:1")]
    [InlineData("100 1",                             10, "w1:10")]              // 9.9 and 0.09
    [InlineData("10/8 10",                           10, "w2:10")]              // w1 would get 5, of no use to it
    [InlineData("10/5 10",                           10, "w1:5 w2:5")]          // 5 is just enough
    [InlineData("10/6 10/6",                         10, "w1:10")]              // the last is dropped first, then the other has enough
    [InlineData("10/10 1",                            9, "w2:1 put-away:8")]    // nobody can use the rest
    public void FairShare_Shortage_IsSpreadExactly(string waiting, long units, string expected)
    {
        Choose(DistributionMode.FairShare);
        Wait(waiting);

        Assert.Equal(expected, Gifts(units));
    }

    [Fact]
    public void FairShare_TwoTiers_ShareAlike()
    {
        Choose(DistributionMode.FairShare);
        s.Submit("low", "A:10");
        s.Submit("high", "A:10", new OrderTerms { Tier = 5 });

        Assert.Equal("high#1:5 low#1:5", Scenario.Gifts(s.Receive("A", 10)));
    }

    [Theory]
    [InlineData(8, "high1#1:4 high2#1:4")]
    [InlineData(20, "high1#1:10 high2#1:10")]
    [InlineData(26, "high1#1:10 high2#1:10 low1#1:3 low2#1:3")]
    public void TieredFairShare_OnlyTheClassInWhichUnitsRunOut_IsSpread(long units, string expected)
    {
        Choose(DistributionMode.TieredFairShare);
        foreach (string no in (string[])["low1", "low2", "high1", "high2"])
        {
            s.Submit(no, "A:10", new OrderTerms { Tier = no[0] == 'h' ? 2 : 0 });
        }

        Assert.Equal(expected, Scenario.Gifts(s.Receive("A", units)));
    }

    [Fact]
    public void FairShare_PinnedLine_IsFilledBeforeAnythingIsSpread()
    {
        Choose(DistributionMode.FairShare);
        Wait("10 10 10");
        s.Do(new ExpediteOrder(Scenario.Order("w3"), [], true, ReasonCode.Urgent));

        Assert.Equal("w3:10 w1:1 w2:1", Gifts(12));
    }

    [Fact]
    public void FairShare_LineThatShipsComplete_GetsAllOrNothing()
    {
        Choose(DistributionMode.FairShare);
        s.Submit("w1", "A:10", new OrderTerms { ShipMode = ShipMode.LineComplete });
        s.Submit("w2", "A:5");
        s.Submit("w3", "A:5");

        Assert.Equal("w2:5 w3:5", Gifts(10));
    }

    [Fact]
    public void FairShare_OrderThatShipsComplete_ClaimsForAllItsLinesAtOnce()
    {
        Choose(DistributionMode.FairShare);
        s.Submit("w1", "A:4 A:4", new OrderTerms { ShipMode = ShipMode.OrderComplete });
        s.Submit("w2", "A:8");

        Assert.Equal("w2:8", Gifts(8));
        Assert.Equal("w1#1:4 w1#2:4 put-away:8", Scenario.Gifts(s.Receive("A", 16)));
    }

    [Fact]
    public void FairShare_UnitThatMayNotBeBroken_IsSharedInWholeOnes()
    {
        s.Do(new DefineItems(Scenario.Acme, [new Item(new Sku("A"), "Item A", true, [new UnitOfMeasure(new UnitName("case"), 12) { Unbreakable = true }])]));
        Choose(DistributionMode.FairShare);
        foreach (string no in (string[])["w1", "w2"])
        {
            s.Do(s.NewOrder(no, "A:3") with { Lines = [new RequestedLine(1, new Sku("A"), 3, new UnitName("case"), 0, 0)] });
        }

        Assert.Equal("w1:24 w2:12 put-away:4", Gifts(40));
        Assert.Equal((SkipReason.UnitNotBroken, 4), (s.Explain("w2").Skip, s.Stock("A").OnHand));
    }

    [Fact]
    public void FairShare_OfOneSku_LeavesTheOthersSequential()
    {
        s.Do(new SetPolicy(Policy.Default with { SkuDistributions = [new SkuDistribution(new Sku("A"), DistributionMode.FairShare)] }, Scenario.Acme));
        foreach (string no in (string[])["w1", "w2"])
        {
            s.Submit(no, "A:10 B:10");
        }

        Assert.Equal("w1#1:5 w2#1:5", Scenario.Gifts(s.Receive("A", 10)));
        Assert.Equal("w1#2:10", Scenario.Gifts(s.Receive("B", 10)));
    }

    /// <summary>A hot item: one pass, exact to the unit.</summary>
    [Fact]
    [Trait("Case", "28")]
    public void FairShare_TenThousandLinesAndAPallet_SumIsExact()
    {
        Choose(DistributionMode.FairShare);
        Scenario big = new(checkReplica: false);
        big.Do(new SetPolicy(Policy.Default with { Distribution = DistributionMode.FairShare }));
        for (int i = 0; i < 10_000; i++)
        {
            big.Submit($"o{i}", $"A:{1 + i % 7}");
        }

        long given = big.Receive("A", 2_000).OfType<Events.UnitsAllocated>().Sum(e => e.Quantity.Units);

        Assert.Equal(2_000, given);
        big.Verify();
    }

    [Theory]
    // who waits        | cartons     | announced | who gets how many of all
    [InlineData("10 5 5", "1 1 1 1",       4, "w1:2 w2:1 w3:1")]          // rounded carton by carton w1 would get all
    [InlineData("10 5 5", "1 1",           4, "w1:2")]                    // of a truck that is half unloaded the largest claims come first
    [InlineData("10 5 5", "2 1 1 1 1",     4, "w1:2 w2:1 w3:1")]          // what nobody announced is an overage
    [InlineData("10 20 30", "7 1 12 3 7", 30, "w1:5 w2:10 w3:15")]
    [InlineData("10/8 10", "8 2",         10, "w2:10")]                   // of no use to w1
    [InlineData("10/4 10", "2 2 2 2 2",   10, "w2:10")]                   // no carton is of use to w1
    [InlineData("10/4 10", "8 2",         10, "w1:4 w2:6")]
    public void FairShare_ShipmentInCartons_IsSharedAsAWhole(string waiting, string cartons, long announced, string expected)
    {
        Choose(DistributionMode.FairShare);
        Wait(waiting);
        s.Announce("T1", $"A:{announced}", TimeSpan.Zero);

        Assert.Equal(expected, Sum(cartons.Split(' ').SelectMany(c => s.Receive("A", long.Parse(c, CultureInfo.InvariantCulture), "T1"))));
        s.Verify();
    }

    /// <summary>
    /// However a shipment is scanned, each line has in the end what one scan would have given it. Not asked where fractions are equal, for the ordering keys of the moment
    /// decide, nor where a share fills its line, which then claims nothing more.
    /// </summary>
    [Theory]
    [MemberData(nameof(HistoryTests.Seeds), MemberType = typeof(HistoryTests))]
    public void FairShare_AnyCartons_GiveWhatOneScanGives(int seed)
    {
        SeededRandom random = new((ulong)seed);
        int[] wants, cartons;
        do
        {
            wants = [.. Enumerable.Range(0, random.Next(2, 9)).Select(_ => random.Next(1, 40))];
            cartons = [.. Enumerable.Range(0, random.Next(2, 12)).Select(_ => random.Next(1, 9))];
        }
        while (wants.Select(w => w * cartons.Sum() % wants.Sum()).Distinct().Count() < wants.Length || Array.Exists(wants, w => (w * cartons.Sum() / wants.Sum()) + 1 >= w));

        Assert.Equal(Of([cartons.Sum()]), Of(cartons));

        string Of(IEnumerable<int> parts)
        {
            Scenario one = new(checkReplica: false);
            one.Do(new SetPolicy(Policy.Default with { Distribution = DistributionMode.FairShare }));
            int no = 0;
            wants.ToList().ForEach(w => one.Submit($"w{++no}", $"A:{w}"));
            one.Announce("T1", $"A:{cartons.Sum()}", TimeSpan.Zero);
            return $"seed {seed}: {string.Join(' ', wants)} of {string.Join('+', cartons)}: " + Sum(parts.SelectMany(p => one.Receive("A", p, "T1")));
        }
    }

    /// <summary>
    /// A history in which a carton comes to lines of which one has its share, and no part of it is of use to the others. Found by seed 57 of the plan's histories, where it divided by zero.
    /// </summary>
    [Fact]
    public void FairShare_CartonOfNoUseToThoseToWhomItIsDue_IsGivenFromTheFront()
    {
        Scenario world = new(checkReplica: false);
        Planning.PlanCommands commands = new(57, world, isPlain: true);
        for (int i = 0; i < 600; i++)
        {
            world.Try(commands.Next());
        }

        world.Verify();
    }

    [Fact]
    public void FairShare_LineThatLostItsUnitsAgain_HasItsShareToCome()
    {
        Choose(DistributionMode.FairShare);
        Wait("6 5 5");
        s.Announce("T1", "A:4", TimeSpan.Zero);
        s.Receive("A", 1, "T1");
        s.ReverseLast();

        Assert.Equal("w1:1", Sum(s.Receive("A", 1, "T1"))); // it would be w2's turn
    }

    /// <summary>What a line loses of a closed shipment it has not when a late scan opens that again.</summary>
    [Fact]
    public void FairShare_UnitsLostAfterTheClose_AreToComeWhenItIsOpenedAgain()
    {
        s.Do(new SetPolicy(Policy.Default with { Distribution = DistributionMode.FairShare, Unannounced = UnannouncedRule.Reopen }));
        Wait("6 5 5");
        s.Announce("T1", "A:4", TimeSpan.Zero);
        s.Receive("A", 1, "T1");
        s.CloseShipment("T1");
        s.ReverseLast();

        Assert.Equal("w1:1", Sum(s.Receive("A", 1, "T1"))); // it would be w2's turn
    }

    /// <summary>What each line has of a shipment is in the snapshot.</summary>
    [Fact]
    public void FairShare_NodeIsStartedAgainBetweenCartons_SharesGoOn()
    {
        Choose(DistributionMode.FairShare);
        Wait("10 5 5");
        s.Announce("T1", "A:4", TimeSpan.Zero);
        Assert.Equal("w1:2", Sum([.. s.Receive("A", 1, "T1"), .. s.Receive("A", 1, "T1")]));
        Warehouse started = Planning.PlanCheck.CopyOf(s.Warehouse);

        Assert.Equal("w2:1", Sum(started.Execute(s.NewReceipt("A", 1, "T1"), s.Now).Events));
    }

    [Fact]
    public void FairShare_ShipmentThatIsClosed_OwesNobodyAnything()
    {
        Choose(DistributionMode.FairShare);
        Wait("10 5 5");
        s.Announce("T1", "A:12", TimeSpan.Zero);
        s.Receive("A", 4, "T1");
        s.CloseShipment("T1");

        Assert.Equal("w1:4 w2:2 w3:2", Sum(s.Receive("A", 8)));
    }

    /// <summary>Class by class, as a whole shipment would: the lower class has only what the higher one cannot use of all that is announced.</summary>
    [Fact]
    public void TieredFairShare_ShipmentInCartons_IsSharedAsAWhole()
    {
        Choose(DistributionMode.TieredFairShare);
        foreach (string no in (string[])["low1", "low2", "high1", "high2"])
        {
            s.Submit(no, "A:10", new OrderTerms { Tier = no[0] == 'h' ? 2 : 0 });
        }

        s.Announce("T1", "A:26", TimeSpan.Zero);
        Assert.Equal("high1:10 high2:10 low1:3 low2:3", Sum(Enumerable.Repeat(2L, 13).SelectMany(q => s.Receive("A", q, "T1"))));
    }

    /// <summary>What each line got in all, in order of the lines.</summary>
    private static string Sum(IEnumerable<Events.Event> events) => string.Join(
        ' ',
        events.OfType<Events.UnitsAllocated>().GroupBy(e => e.Line).OrderBy(g => g.Key).Select(g => $"{g.Key.Order.OrderNo}:{g.Sum(e => e.Quantity.Units)}"));

    private void Choose(DistributionMode mode) => s.Do(new SetPolicy(Policy.Default with { Distribution = mode }));

    private void Wait(string waiting)
    {
        int no = 0;
        foreach (string line in waiting.Split(' '))
        {
            s.Submit($"w{++no}", $"A:{line}");
        }
    }

    private string Gifts(long units) => Scenario.Gifts(s.Receive("A", units)).Replace("#1", string.Empty, StringComparison.Ordinal);
}
