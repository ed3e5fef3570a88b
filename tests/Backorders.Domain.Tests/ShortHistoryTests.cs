using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Testing;

namespace Backorders.Domain.Tests;

/// <summary>What is told of a random history that fails is short, and fails.</summary>
public sealed class ShortHistoryTests
{
    [Fact]
    public void Shortest_ThreeOfAThousandInTheirOrder_AreFound()
    {
        int[] needed = [17, 423, 900];

        (IReadOnlyList<int> entries, bool isShortest) = Shortest.Of([.. Enumerable.Range(1, 1000)], less => less.Where(needed.Contains).SequenceEqual(needed), effort: 100_000);

        Assert.Equal(needed, entries);
        Assert.True(isShortest);
    }

    [Fact]
    public void Shortest_EffortSpent_GivesWhatFailsSoFar()
    {
        (IReadOnlyList<int> entries, bool isShortest) = Shortest.Of([.. Enumerable.Range(1, 1000)], less => less.Contains(700), effort: 700);

        Assert.Contains(700, entries);
        Assert.InRange(entries.Count, 2, 500);
        Assert.False(isShortest);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void History_ThatFailsAtItsFirstReversalOfAReceipt_IsTheReceiptAndItsReversal(int seed)
    {
        Scenario s = new(checkReplica: false);
        RandomCommands commands = new(seed, s);

        InvalidOperationException failed = Assert.Throws<InvalidOperationException>(() => ShortHistory.Play(s, Reversals, () =>
        {
            while (!s.Try(commands.Next()).Events.OfType<ReceiptReversed>().Any())
            {
                Assert.InRange(s.History.Count, 0, 5_000);
            }

            Assert.Fail($"seed {seed}: a reversal");
        }));

        string[] told = failed.Message.Split('\n');
        Assert.Equal($"seed {seed}: a reversal", told[0]);
        Assert.Equal($"2 of its {s.History.Count} commands fail alone:", told[1]);
        Assert.Contains(" Receive", told[2], StringComparison.Ordinal);
        Assert.Contains($" {nameof(ReverseReceipt)}(Owner: ACME, Scan: ", told[3], StringComparison.Ordinal);
        Assert.Equal("Then: a reversal", told[4]);
        Assert.IsType<Xunit.Sdk.FailException>(failed.InnerException);
    }

    [Fact]
    public void Failure_OfWhatTheCommandsAloneDoNotShow_SaysSo()
    {
        Scenario s = new(checkReplica: false);

        InvalidOperationException failed = Assert.Throws<InvalidOperationException>(() => ShortHistory.Play(s, Reversals, () =>
        {
            s.Receive("A", 1);
            throw new InvalidDataException("something else");
        }));

        Assert.Equal("something else\nPlayed again with what is asked after each turn, its commands alone do not fail.", failed.Message);
    }

    private static Watch Reversals(Scenario s) => (_, turn, _) => turn().Events.OfType<ReceiptReversed>().Any() ? ["a reversal"] : [];
}
