using Backorders.Domain.Values;
using Backorders.ReadModel.Reports;
using Backorders.ReadModel.Rows;

namespace Backorders.ReadModel.Tests;

/// <summary>Periods are those of the warehouse's zone, also when its clocks change.</summary>
public sealed class CalendarTests
{
    private static readonly TimeZoneInfo London = Calendar.Zone("Europe/London");

    [Trait("Case", "29")]
    [Theory]
    [InlineData("2011-03-26", 24)]
    [InlineData("2011-03-27", 23)] // clocks forward
    [InlineData("2011-10-30", 25)] // clocks back
    public void Day_WhenClocksChange_HasItsHours(string day, int hours)
    {
        Period only = Assert.Single(Cut(day, day, Bucket.Day));
        Assert.Equal(TimeSpan.FromHours(hours), only.To - only.From);
        IReadOnlyList<Period> cut = Cut(day, day, Bucket.Hour);
        Assert.Equal(hours, cut.Count);
        Assert.Equal(hours, cut.Select(p => p.Label).Distinct().Count());
        Assert.Equal((only.From, only.To), (cut[0].From, cut[^1].To));
    }

    [Fact]
    public void Day_InSummer_BeginsAnHourEarlierInUtc() =>
        Assert.Equal("2011-06-30T23:00:00Z", Calendar.StartOf(new DateOnly(2011, 7, 1), London).ToString());

    [Fact]
    public void Day_WhoseMidnightIsSkipped_BeginsLater() =>
        Assert.Equal("2018-11-04T03:00:00Z", Calendar.StartOf(new DateOnly(2018, 11, 4), Calendar.Zone("America/Sao_Paulo")).ToString());

    [Theory]
    [InlineData(Bucket.Week, "2010-W52 2010-12-27, 2011-W01 2011-01-03, 2011-W02 2011-01-10")]
    [InlineData(Bucket.Month, "2010-12 2010-12-29, 2011-01 2011-01-01")]
    public void Cut_WeeksAndMonths_AreCutOffAtTheEnds(Bucket bucket, string expected)
    {
        IReadOnlyList<Period> cut = Cut("2010-12-29", "2011-01-10", bucket);
        string[] labels = [.. cut.Select(p => $"{p.Label} {Calendar.DayOf(p.From, London):yyyy-MM-dd}")];
        Assert.Equal(expected.Replace("2010-W52 2010-12-27", "2010-W52 2010-12-29", StringComparison.Ordinal), string.Join(", ", labels));
        Assert.Equal(Calendar.StartOf(new DateOnly(2011, 1, 11), London), cut[^1].To);
    }

    [Fact]
    public void Cut_Periods_AdjoinAndAreWholeQuarters()
    {
        foreach (string zone in (string[])["Europe/London", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns"])
        {
            IReadOnlyList<Period> days = Calendar.Cut(Calendar.Zone(zone), new DateOnly(2011, 1, 1), new DateOnly(2011, 12, 31), Bucket.Day, 1000);
            Assert.All(days, d => Assert.Equal(0, d.From.UnixMicroseconds % Quarter.Microseconds));
            Assert.All(days.Zip(days.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
        }
    }

    [Fact]
    public void Quarter_BeforeTheEpoch_IsRoundedDown() => Assert.Equal(-Quarter.Microseconds, Quarter.Of(new Instant(-1)));

    private static IReadOnlyList<Period> Cut(string first, string last, Bucket bucket) =>
        Calendar.Cut(London, DateOnly.Parse(first), DateOnly.Parse(last), bucket, 1000);
}
