using Backorders.Actors.Sessions;
using Backorders.Actors.Tests.Warehouses;
using Backorders.Actors.Turns;
using Backorders.Domain.Values;

namespace Backorders.Actors.Tests.Sessions;

/// <summary>How long a repeated command is known.</summary>
public sealed class AnswerIndexTests
{
    [Fact]
    public void Answers_AreKeptForAtLeastAWeekAndNotForEver()
    {
        AnswerIndex answers = new();
        Instant start = Instant.From(new DateTimeOffset(2026, 3, 2, 23, 59, 59, TimeSpan.Zero));
        CommandKey key = CommandKey.ForRequest(Yard.Owner, "1");
        answers.Add(key, 1, start);

        answers.Add(CommandKey.ForRequest(Yard.Owner, "2"), 2, start + Limits.AnswersKept);
        Assert.True(answers.TryGet(key, out long seq));
        Assert.Equal(1, seq);

        answers.Add(CommandKey.ForRequest(Yard.Owner, "3"), 3, start + Limits.AnswersKept + TimeSpan.FromDays(2));
        Assert.False(answers.TryGet(key, out _));
    }
}
