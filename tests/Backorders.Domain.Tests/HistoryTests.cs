using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Testing;
using Xunit.Abstractions;
using Backorders.Domain.Views;

namespace Backorders.Domain.Tests;

/// <summary>Random histories of every kind of command: the invariants hold after every turn, and the fold of the events is the state, byte for byte.</summary>
[RunLonger("BACKORDERS_SEEDS", 500)]
public sealed class HistoryTests(ITestOutputHelper output) : IClassFixture<SuiteCost<HistoryTests>>
{
    private const int TurnsPerSeed = 1500;

    /// <summary>Twelve seeds in every run; as many as <c>BACKORDERS_SEEDS</c> says when somebody hunts for a fault.</summary>
    public static TheoryData<int> Seeds =>
        [.. Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable("BACKORDERS_SEEDS"), out int seeds) ? seeds : 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void History_AnyCommands_KeepsTheInvariantsAfterEveryTurn(int seed)
    {
        output.WriteLine($"seed {seed}");
        Scenario s = new(checkReplica: false);
        ShortHistory.Play(s, Verified, () => PlayAnyCommands(seed, s));

        Figures all = s.Warehouse.GetFigures();
        Figures own = s.Warehouse.GetFigures(Scenario.Acme);
        Assert.Equal(
            (all.Waiting, all.WaitingLines, all.OnHand, all.TasksReady, all.TasksLeased, (all.VariancesOpen, all.OveragesOpen, all.ShipmentsOverdue)),
            (own.Waiting, own.WaitingLines, own.OnHand, own.TasksReady, own.TasksLeased, (own.VariancesOpen, own.OveragesOpen, own.ShipmentsOverdue)));
        Assert.Equal(new Figures(), s.Warehouse.GetFigures(Scenario.Other)); // all of the history is the first owner's
        output.WriteLine(s.Warehouse.GetFigures().ToString());
        Assert.True(s.Warehouse.GetFigures().Tasks > 0, "The history never made a task: it tests too little.");
    }

    /// <summary>
    /// What a warehouse remembers of earlier looks (ranks, lines passed over) only saves work: one that was just read back from a snapshot remembers nothing
    /// and decides the same.
    /// </summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void History_WarehouseThatHasJustBeenRead_DecidesTheSame(int seed)
    {
        output.WriteLine($"seed {seed}");
        Scenario s = new(checkReplica: false);
        RandomCommands commands = new(seed, s);
        for (int i = 0; i < TurnsPerSeed / 3; i++)
        {
            Command command = commands.Next();
            while (s.Warehouse.NextDue <= s.Now)
            {
                s.Do(new AdvanceTime());
            }

            System.Buffers.ArrayBufferWriter<byte> bytes = new();
            s.Warehouse.Save(bytes);
            Turn cold = Warehouse.Load(s.Warehouse.Id, bytes.WrittenSpan).Execute(command, s.Now);
            Turn warm = s.Try(command);
            Assert.True(
                cold.Events.Select(e => e.ToString()).SequenceEqual(warm.Events.Select(e => e.ToString())),
                $"seed {seed}, turn {i}, {command}:\nread back: {string.Join("\n  ", cold.Events)}\nlived on: {string.Join("\n  ", warm.Events)}");
        }
    }

    /// <summary>Seed 114 found units left idle beside an order that ships complete: it was asked before the truck's units were given to those in front of it.</summary>
    [Fact]
    public void History_OrderAskedBeforeTheUnitsBeforeItWereGiven_IsAskedAgain() => History_AnyCommands_KeepsTheInvariantsAfterEveryTurn(114);

    [Fact]
    public void History_SameSeedTwice_DecidesTheSame()
    {
        string[] hashes = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            Scenario s = new(checkReplica: false);
            RandomCommands commands = new(42, s);
            for (int i = 0; i < 1000; i++)
            {
                s.Try(commands.Next());
            }

            return Scenario.HashOf(s.Warehouse);
        })];

        Assert.Equal(hashes[0], hashes[1]);
    }

    private static Watch Verified(Scenario s) => (_, turn, isLast) =>
    {
        turn();
        if (isLast)
        {
            s.Verify();
        }

        return [];
    };

    private static void PlayAnyCommands(int seed, Scenario s)
    {
        RandomCommands commands = new(seed, s);
        for (int i = 0; i < TurnsPerSeed; i++)
        {
            Command command = commands.Next();
            while (s.Warehouse.NextDue <= s.Now)
            {
                Turn due = s.Try(new AdvanceTime());
                Check(due, new AdvanceTime());
            }

            Check(s.Try(command), command);
            void Check(Turn turn, Command command)
            {
                IReadOnlyList<string> wrong = s.Warehouse.CheckInvariants(s.Now);
                Assert.True(wrong.Count == 0, $"seed {seed}, turn {i}, after {command}: {string.Join(" | ", wrong)}\n{string.Join("\n", turn.Events)}");
            }

            if (i % 100 == 0)
            {
                s.Verify();
                VerifySnapshot(s);
            }
        }

        s.Verify();
    }

    /// <summary>A state read back from its snapshot is the same, and decides the same from there on.</summary>
    private static void VerifySnapshot(Scenario s)
    {
        System.Buffers.ArrayBufferWriter<byte> bytes = new();
        s.Warehouse.Save(bytes);
        Warehouse loaded = Warehouse.Load(s.Warehouse.Id, bytes.WrittenSpan);
        Assert.Equal(Scenario.HashOf(s.Warehouse), Scenario.HashOf(loaded));
        Assert.Equal([], loaded.CheckInvariants(s.Now));
        if (s.Warehouse.NextDue > s.Now)
        {
            Assert.Empty(loaded.Execute(new AdvanceTime(), s.Now).Events); // what was done at its time is not done again
            Assert.Equal(s.Warehouse.NextDue, loaded.NextDue);
        }
    }
}
