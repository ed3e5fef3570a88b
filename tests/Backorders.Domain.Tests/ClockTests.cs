using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests;

/// <summary>Times are told by many clocks: what a device says is kept, what the server says decides, and days are those of the warehouse.</summary>
public sealed class ClockTests
{
    private readonly Scenario s = new();

    [Trait("Case", "03")]
    [Fact]
    public void ScansOfAnOfflineDevice_LateAndOutOfOrder_KeepTheDevicesTimeAndAreDecidedNow()
    {
        s.Submit("o1", "A:6");
        s.Pass(TimeSpan.FromHours(1));
        s.Submit("o2", "A:6");
        s.Pass(TimeSpan.FromHours(5));
        Receive second = s.NewReceipt("A", 6) with { OccurredAt = s.Now - TimeSpan.FromHours(3) };
        Receive first = s.NewReceipt("A", 6) with { OccurredAt = s.Now - TimeSpan.FromHours(9) };

        IReadOnlyList<Event> late = s.Do(second);
        IReadOnlyList<Event> later = s.Do(first);

        Assert.Equal(("o1#1:6", "o2#1:6"), (Scenario.Gifts(late), Scenario.Gifts(later))); // in the order of deciding, by the queue as it stands
        Assert.Equal(first.OccurredAt, later.OfType<ReceiptRecorded>().Single().OccurredAt);
        Assert.Equal(s.Now, later.OfType<UnitsAllocated>().Single().DockedAt);
    }

    [Trait("Case", "03")]
    [Trait("Case", "29")]
    [Fact]
    public void Device_WhoseClockIsYearsOff_IsStillTakenAtTheServersTime()
    {
        s.Submit("o1", "A:6");

        IReadOnlyList<Event> events = s.Do(s.NewReceipt("A", 6) with { OccurredAt = s.Now + TimeSpan.FromDays(4000) });

        Assert.Equal(s.Now, events.OfType<UnitsAllocated>().Single().DockedAt);
    }

    [Trait("Case", "03")]
    [Trait("Case", "01")]
    [Fact]
    public void Scan_SentAgainAfterHours_IsRecognisedByItsReceipt()
    {
        Receive scan = s.NewReceipt("A", 6);
        s.Do(scan);
        s.Pass(TimeSpan.FromDays(8));

        s.Refuse(scan, Refusal.KeyReused);
        Assert.Equal(6, s.Stock("A").Received);
    }

    [Trait("Case", "29")]
    [Theory]
    //           now, London time                    | cutoff, London time          | departure
    [InlineData("2026-03-28T23:59:00Z", "2026-03-29T22:30:00Z", "tomorrow")] // the day that loses an hour: 23:30 BST
    [InlineData("2026-03-29T00:00:00Z", "2026-03-29T22:30:00Z", "today")]
    [InlineData("2026-03-29T22:59:00Z", "2026-03-29T23:30:00Z", "tomorrow")] // 00:30 BST of the 30th, though UTC says the 29th
    [InlineData("2026-03-29T23:00:00Z", "2026-03-29T23:30:00Z", "today")]
    [InlineData("2026-10-24T22:59:00Z", "2026-10-25T23:30:00Z", "tomorrow")] // the day that gains an hour begins at 23:00 UTC
    [InlineData("2026-10-24T23:00:00Z", "2026-10-25T23:30:00Z", "today")]
    [InlineData("2026-10-25T23:59:00Z", "2026-10-26T00:30:00Z", "tomorrow")] // and ends at 00:00 UTC
    public void Cutoff_AroundTheChangeOfClocks_FallsOnTheWarehousesDay(string now, string cutoff, string departure)
    {
        s.Pass(At(now) - s.Now);
        s.Submit("o1", "A:6", new OrderTerms { ShipBy = At(cutoff) });

        Assert.Equal(departure, s.Explain("o1").Keys.Single(k => k.Name == "departure").Value);
    }

    [Trait("Case", "29")]
    [Fact]
    public void Dates_AcrossTheChangeOfClocks_AreExactSpans()
    {
        s.Pass(At("2026-03-28T12:00:00Z") - s.Now);
        s.Submit("o1", "A:6");
        s.Announce("N1", "A:6", TimeSpan.FromDays(1));

        Assert.Equal(At("2026-03-30T12:00:00Z"), s.Line("o1").Promise); // 24 hours after the truck, not "the same time by the wall"
    }

    private static Instant At(string text) => Instant.From(DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
}
