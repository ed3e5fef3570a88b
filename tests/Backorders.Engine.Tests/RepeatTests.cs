using Backorders.Domain;
using Backorders.Journal;
using Backorders.Testing;

namespace Backorders.Engine.Tests;

public sealed class RepeatTests
{
    [Trait("Case", "01")]
    [Fact]
    public async Task SameScanTwice_GetsTheFirstAnswer()
    {
        await using Host host = await Host.StartAsync();
        CommandOutcome first = await host.Engine.SubmitAsync(Host.Scan("1"));
        host.Time.Advance(TimeSpan.FromHours(3));

        CommandOutcome second = await host.Engine.SubmitAsync(Host.Scan("1"));

        Assert.Equal((first.Seq, first.At, true), (second.Seq, second.At, second.Repeated));
        Assert.Equal(first.Events, second.Events);
    }

    [Trait("Case", "01")]
    [Theory]
    [InlineData(4_096)]
    [InlineData(0)]
    public async Task SameScan_AfterARestart_GetsTheFirstAnswer(int feedTurns)
    {
        CommandOutcome first;
        Host before = await Host.StartAsync(configure: o => o.FeedTurns = feedTurns);
        await using (before)
        {
            first = await before.Engine.SubmitAsync(Host.Scan("1"));
        }

        await using Host after = await Host.StartAsync(before.Store, before.Time, o => o.FeedTurns = feedTurns);
        CommandOutcome second = await after.Engine.SubmitAsync(Host.Scan("1"));

        Assert.Equal((first.Seq, true), (second.Seq, second.Repeated));
        Assert.Equal(first.Events.Select(e => e.ToString()), second.Events.Select(e => e.ToString()));
    }

    [Trait("Case", "01")]
    [Fact]
    public async Task SameScan_WhileTheFirstIsUnderWay_JoinsIt()
    {
        await using Host host = await Host.StartAsync();
        SyncPoint append = host.HoldAppends(1).Dequeue();
        Task<CommandOutcome> first = host.Engine.SubmitAsync(Host.Scan("1"));
        await append.Reached;

        Task<CommandOutcome> second = host.Engine.SubmitAsync(Host.Scan("1"));
        append.Release();

        Assert.Equal((await first).Seq, (await second).Seq);
        Assert.True((await second).Repeated);
    }

    [Trait("Case", "02")]
    [Fact]
    public async Task SameScanWithAnotherQuantity_IsRefusedAndNamesTheDifference()
    {
        await using Host host = await Host.StartAsync();
        await host.Engine.SubmitAsync(Host.Scan("1", 5));

        CommandOutcome other = await host.Engine.SubmitAsync(Host.Scan("1", 2, unit: "box"));

        Assert.Equal(Refusal.KeyReused, other.Refused!.Reason);
        Assert.Contains(KeyValuePair.Create("quantity.before", "5"), other.Refused.Details);
        Assert.Contains(KeyValuePair.Create("quantity.now", "20"), other.Refused.Details);
    }

    [Trait("Case", "02")]
    [Fact]
    public async Task SameOrderWithOtherLines_IsRefusedAndNamesTheDifference()
    {
        await using Host host = await Host.StartAsync();
        await host.Engine.SubmitAsync(Host.Order("A", 5));

        CommandOutcome other = await host.Engine.SubmitAsync(Host.Order("A", 6));

        Assert.Equal(Refusal.KeyReused, other.Refused!.Reason);
        Assert.Contains("line 1 quantity 5, now 6", other.Refused.Message);
    }

    [Fact]
    public async Task RefusedCommand_SentAgain_IsDecidedAgain()
    {
        await using Host host = await Host.StartAsync();
        CommandRequest unknown = Host.Scan("1", unit: "crate");
        Assert.Equal(Refusal.UnknownUnit, (await host.Engine.SubmitAsync(unknown)).Refused!.Reason);
        await host.Submit(new Domain.Commands.DefineItems(Host.Owner, [new(Host.Sku, "Bolt", true, [new(new("crate"), 3)])]));

        CommandOutcome again = await host.Engine.SubmitAsync(unknown);

        Assert.Null(again.Refused);
        Assert.False(again.Repeated);
    }

    [Fact]
    public void Answers_AreKeptForAtLeastAWeekAndNotForEver()
    {
        AnswerIndex answers = new();
        Instant start = Instant.From(new DateTimeOffset(2026, 3, 2, 23, 59, 59, TimeSpan.Zero));
        CommandKey key = CommandKey.ForRequest(Host.Owner, "1");
        answers.Add(key, 1, start);

        answers.Add(CommandKey.ForRequest(Host.Owner, "2"), 2, start + Limits.AnswersKept);
        Assert.True(answers.TryGet(key, out long seq));
        Assert.Equal(1, seq);

        answers.Add(CommandKey.ForRequest(Host.Owner, "3"), 3, start + Limits.AnswersKept + TimeSpan.FromDays(2));
        Assert.False(answers.TryGet(key, out _));
    }
}
