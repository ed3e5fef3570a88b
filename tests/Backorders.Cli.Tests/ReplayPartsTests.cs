using Backorders.Cli.Csv;
using Backorders.Cli.Demo.Replay;

namespace Backorders.Cli.Tests;

public sealed class ReplayPartsTests
{
    [Theory]
    [InlineData("85123A", true)]
    [InlineData("15056bl", true)]
    [InlineData("71053", true)]
    [InlineData("DCGS0076", true)]
    [InlineData("DCGSSGIRL", true)]
    [InlineData("POST", false)]
    [InlineData("C2", false)]
    [InlineData("PADS", false)]
    [InlineData("BANK CHARGES", false)]
    [InlineData("gift_0001_20", false)]
    [InlineData("1234", false)]
    public void IsGoods_Code_FollowsTheRule(string code, bool goods) => Assert.Equal(goods, Goods.IsGoods(code));

    [Theory]
    [InlineData("2010-12-01T08:26:00Z", "2010-12-06T06:00:00Z")]
    [InlineData("2010-12-06T05:59:59Z", "2010-12-06T06:00:00Z")]
    [InlineData("2010-12-06T06:00:00Z", "2010-12-13T06:00:00Z")]
    public void NextMonday_Moment_IsTheFirstSixOClockAfterIt(string at, string monday) =>
        Assert.Equal(Seconds(monday), ReplayCalendar.NextMonday(Seconds(at)));

    [Fact]
    public void InvoiceSource_RowsApart_AreOneInvoice()
    {
        ReplayCounts counts = new();
        using InvoiceSource source = Source(counts, "1,1,11111,5,2011-01-03T09:00:00Z,C", "2,1,11111,1,2011-01-03T09:00:00Z,C", "1,2,22222,7,2011-01-03T09:01:00Z,C");
        Assert.Equal(2, source.Take().Lines.Count);
        Assert.Equal("2", source.Take().No);
        Assert.Null(source.Next);
    }

    [Fact]
    public void InvoiceSource_BrokenRows_AreCountedAndLeftOut()
    {
        ReplayCounts counts = new();
        using InvoiceSource source = Source(counts, "1,1,11111,five,2011-01-03T09:00:00Z,C", "1,2,11111,5,yesterday,C", "1,3,11111,5,2011-01-03T09:00:00Z,C");
        Assert.Single(source.Take().Lines);
        Assert.Equal(3, counts.LinesRead);
        Assert.Equal(2, counts.Refused[ReplayCounts.BrokenRow]);
        Assert.Equal(1, counts.LinesAccepted);
    }

    [Fact]
    public void ReplayIds_TwoRuns_AreTheSameAndDifferent()
    {
        ReplayIds one = new();
        ReplayIds other = new();
        string first = one.Next();
        Assert.Equal(first, other.Next());
        Assert.NotEqual(first, one.Next());
        Assert.True(Guid.TryParseExact(first, "D", out _));
    }

    [Fact]
    public void DockToShip_Shares_AreOfTheSortedTimes()
    {
        ReplayCounts counts = new();
        for (int seconds = 100; seconds > 0; seconds--)
        {
            counts.Shipped(seconds);
        }

        Assert.Equal((50, 99), (counts.DockToShip(0.5), counts.DockToShip(0.99)));
    }

    [Fact]
    public void Spread_Cartons_GoToTheDoorWithTheLeastToDo()
    {
        IReadOnlyList<ExpectedCartons> spread = Docks.Spread([("A", 100), ("B", 1), ("C", 1)], eta: 0);
        Assert.Equal(["D1", "D2", "D3"], spread.Select(s => s.Door));
        Assert.Equal(1_200, spread[0].Units);
    }

    [Fact]
    public void Faults_SameSeed_StrikeTheSameAndAboutAsOftenAsSaid()
    {
        Faults faults = new(7);
        int[] struck = [.. Enumerable.Range(0, 10_000).Where(i => faults.Strikes(3, "short", $"{i}"))];
        Assert.Equal(struck, Enumerable.Range(0, 10_000).Where(i => new Faults(7).Strikes(3, "short", $"{i}")));
        Assert.NotEqual(struck, Enumerable.Range(0, 10_000).Where(i => new Faults(8).Strikes(3, "short", $"{i}")));
        Assert.InRange(struck.Length, 250, 350);
        Assert.All(Enumerable.Range(0, 100), i => Assert.InRange(faults.Between(1, 3, "missing", $"{i}"), 1, 3));
    }

    private static long Seconds(string at) => DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds();

    private static InvoiceSource Source(ReplayCounts counts, params string[] rows) => new(
        new CsvReader(new StringReader("invoice_no,line_no,stock_code,quantity,invoiced_at,customer_id\n" + string.Join('\n', rows)), "t.csv"), counts);
}
