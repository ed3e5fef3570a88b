using Backorders.Domain.Commands;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests;

/// <summary>Who stands before whom: each row is a pair of orders that differ in one key, the winner first.</summary>
public sealed class OrderingTests
{
    private readonly Scenario s = new();

    [Theory]
    // winner                       | loser                         | decided by
    [InlineData("pinned",             "tier=9",                       "pinned")]
    [InlineData("urgent=2d",          "tier=9",                       "urgent")]
    [InlineData("tier=5",             "tier=4",                       "tier_with_ageing")]
    [InlineData("tier=5 promised=9d", "tier=4 promised=1d",           "tier_with_ageing")]
    [InlineData("promised=9d",        "cutoff=1h",                    "promise_place")]
    [InlineData("cutoff=1h",          "cutoff=24h",                   "departure")]
    [InlineData("cutoff=24h",         "cutoff=72h",                   "departure")]
    [InlineData("promised=9d",        "promised=1d",                  "promise_place")]
    [InlineData("single",             "second-line-open",             "completes_order")]
    [InlineData("",                   "later",                        "enqueued_at")]
    public void Rank_TwoOrders_FirstDifferentKeyDecides(string winner, string loser, string decidedBy)
    {
        // The loser comes first, so that waiting longer does not decide; but a promise is given to whoever stands first when supply is announced.
        string[] specs = loser == "later" || winner.Contains("promised", StringComparison.Ordinal) ? [winner, loser] : [loser, winner];
        foreach (string spec in specs)
        {
            Submit(spec == winner ? "w" : "l", spec);
            s.Pass(TimeSpan.FromSeconds(1));
        }

        while (s.Warehouse.NextDue <= s.Now)
        {
            s.Do(new AdvanceTime()); // a date that is near makes urgent at its time, which is a turn of its own
        }

        var explained = s.Explain("l");
        Assert.Equal((2, "w", decidedBy), (explained.Place, explained.Ahead!.Line.Order.OrderNo.Value, explained.Ahead.DecidedBy));
        Assert.StartsWith("w#1:5", Scenario.Gifts(s.Receive("A", 5)), StringComparison.Ordinal);
    }

    [Fact]
    public void Rank_LowTierWaitsLong_OvertakesAHigherTier()
    {
        s.Submit("old", "A:5", new OrderTerms { Tier = 0 });
        s.Pass(TimeSpan.FromDays(15));
        s.Submit("new", "A:5", new OrderTerms { Tier = 1 });

        Assert.Equal("old#1:5", Scenario.Gifts(s.Receive("A", 5)));
    }

    [Fact]
    public void Rank_AgeingSwitchedOff_TierDecidesForEver()
    {
        s.Do(new SetPolicy(Policy.Default with { AgeingDaysPerTier = 0 }));
        s.Submit("old", "A:5", new OrderTerms { Tier = 0 });
        s.Pass(TimeSpan.FromDays(300));
        s.Submit("new", "A:5", new OrderTerms { Tier = 1 });

        Assert.Equal("new#1:5", Scenario.Gifts(s.Receive("A", 5)));
    }

    [Fact]
    public void Rank_PromiseBeforeTier_SwapsTheTwoKeys()
    {
        s.Do(new SetPolicy(Policy.Default with { PromiseBeforeTier = true }));
        s.Submit("promised", "A:5", new OrderTerms { Tier = 0 });
        s.Announce("N1", "A:5", TimeSpan.FromDays(1));
        s.Submit("tiered", "A:5", new OrderTerms { Tier = 9 });

        Assert.Equal("promised#1:5", Scenario.Gifts(s.Receive("A", 5)));
    }

    [Trait("Case", "29")]
    [Fact]
    public void Rank_CutoffComesNear_OvertakesByTheWarehousesOwnCalendar()
    {
        // 23:30 UTC on 2 June is 00:30 on 3 June in London: the departure of 3 June is today's.
        s.Pass(new DateTimeOffset(2026, 6, 2, 12, 0, 0, TimeSpan.Zero) - s.Now.ToDateTimeOffset());
        s.Submit("later", "A:5", new OrderTerms { ShipBy = s.Now + TimeSpan.FromDays(9) });
        s.Pass(TimeSpan.FromSeconds(1));
        s.Submit("third", "A:5", new OrderTerms { ShipBy = Instant.From(new DateTimeOffset(2026, 6, 3, 16, 0, 0, TimeSpan.Zero)) });

        Assert.Equal("tomorrow", s.Explain("third").Keys.Single(k => k.Name == "departure").Value);
        s.Pass(TimeSpan.FromHours(11.5));
        Assert.Equal("today", s.Explain("third").Keys.Single(k => k.Name == "departure").Value);
    }

    [Trait("Case", "15")]
    [Fact]
    public void Rank_ShortPick_GoesBackToTheFrontOfItsClass()
    {
        s.Submit("first", "A:5");
        s.Pass(TimeSpan.FromSeconds(1));
        s.Submit("second", "A:5");
        s.Pass(TimeSpan.FromSeconds(1));
        s.Submit("third", "A:5");
        s.Receive("A", 10);
        Lease second = s.Pull().Single(l => s.Task(l).Line!.Value.Order.OrderNo.Value == "second");
        s.Cancel("first");
        s.Do(new ReportShort(null, second, 0, ReasonCode.NotFound));

        Assert.Equal(("second", "requeued"), (s.Explain("third").Ahead?.Line.Order.OrderNo.Value ?? "second", s.Explain("third").Ahead?.DecidedBy ?? "requeued"));
    }

    private void Submit(string no, string spec)
    {
        OrderTerms terms = new();
        List<Action> after = [];
        string lines = "A:5";
        foreach (string part in spec.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = part.Split('=');
            switch (pair[0])
            {
                case "tier": terms = terms with { Tier = int.Parse(pair[1]) }; break;
                case "urgent": terms = terms with { UrgentBy = s.Now + Span(pair[1]) }; break;
                case "cutoff": terms = terms with { ShipBy = s.Now + Span(pair[1]) }; break;
                case "second-line-open": lines = "A:5 B:5"; break;
                case "pinned": after.Add(() => s.Do(new ExpediteOrder(Scenario.Order(no), [], true, ReasonCode.Urgent))); break;
                case "promised": after.Add(() => s.Announce($"N-{no}", "A:5", Span(pair[1]))); break;
            }
        }

        s.Submit(no, lines, terms);
        after.ForEach(a => a());
    }

    private static TimeSpan Span(string text) => text[^1] == 'd' ? TimeSpan.FromDays(int.Parse(text[..^1])) : TimeSpan.FromHours(int.Parse(text[..^1]));
}
