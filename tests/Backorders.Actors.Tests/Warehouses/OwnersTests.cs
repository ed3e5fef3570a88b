using System.Collections.Concurrent;
using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Turns;
using Backorders.Domain.Events;
using Backorders.Domain.Values;
using Backorders.Testing;
using Backorders.Testing.Actors;
using Xunit.Abstractions;

namespace Backorders.Actors.Tests.Warehouses;

/// <summary>Two owners of one warehouse on one store, each believing to be the one.</summary>
[RunLonger("BACKORDERS_SEEDS", 100)]
public sealed class OwnersTests(ITestOutputHelper output) : IClassFixture<SuiteCost<OwnersTests>>
{
    private const int Workers = 6;
    private const int Scans = 20;

    private readonly ManualTimeProvider time = new();

    /// <summary>Three seeds in every run; as many as <c>BACKORDERS_SEEDS</c> says when somebody hunts for a fault.</summary>
    public static TheoryData<int> Seeds =>
        [.. Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable("BACKORDERS_SEEDS"), out int seeds) ? seeds : 3)];

    [Fact]
    public async Task SessionThatWasKept_WhenAnotherOwnerWroteMeanwhile_IsGivenUp()
    {
        TroubledTurnStore store = new(time);
        await using Yard one = await Yard.StartAsync(store, time);
        SyncPoint failing = new();
        store.OnWrite = async (_, _) =>
        {
            store.OnWrite = null;
            await failing.PassAsync();
            throw new JournalOutcomeUnknownException("the line went dead");
        };
        Task<CommandOutcome> mine = one.Submit(Yard.Scan("1"));
        await failing.Reached;
        await using Yard other = new(store, time);
        Assert.Null((await other.Submit(Yard.Scan("2", 7))).Refused);
        failing.Release();

        Assert.Equal(Refusal.StoreUnavailable, (await mine).Refused!.Reason);
        Assert.Equal(7, await one.OnHand());
        Assert.Equal(await other.StateHash(), await one.StateHash());
        Assert.False((await one.Submit(Yard.Scan("1"))).Repeated);
    }

    [Fact]
    public async Task OwnerWhoseRowTheOtherWrote_AnswersItFromTheJournal()
    {
        TroubledTurnStore store = new(time);
        await using Yard one = await Yard.StartAsync(store, time);
        SyncPoint failing = new();
        store.OnWrite = async (_, _) =>
        {
            store.OnWrite = null;
            await failing.PassAsync();
            throw new JournalOutcomeUnknownException("the line went dead");
        };
        Task<CommandOutcome> mine = one.Submit(Yard.Scan("1"));
        await failing.Reached;
        time.Advance(TimeSpan.FromSeconds(1));
        await using Yard other = new(store, time);
        CommandOutcome there = await other.Submit(Yard.Scan("1"));
        failing.Release();

        CommandOutcome here = await mine;

        Assert.True(here is { Refused: null, Repeated: true });
        Assert.Equal(there.Seq, here.Seq);
        Assert.Equal(5, await one.OnHand());
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task TwoOwners_OverAStoreThatFailsAndIsLate_LoseNothingAndDoubleNothing(int seed)
    {
        output.WriteLine($"seed {seed}");
        SeededRandom random = new((ulong)seed);
        TroubledTurnStore store = new(time);
        store.OnWrite = Troubled(random);
        Action<WarehouseHostOptions> quick = o => (o.RetryAfter, o.RetryAfterMax, o.BatchTurnsMax) = (TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2), 4);
        ConcurrentDictionary<string, long> ledger = new();
        await using (Yard one = new(store, time, quick))
        await using (Yard other = new(store, time, quick))
        {
            await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync([one, other], new SeededRandom((ulong)(seed * 100 + worker)), worker, ledger))));
        }

        store.OnWrite = null;
        await using Yard after = await Yard.StartAsync(store, time);
        Assert.True(Workers * Scans == ledger.Count, $"seed {seed}");
        Assert.Equal(Workers * Scans * 5, await after.OnHand());
        IReadOnlyList<JournaledTurn> turns = await after.Turns();
        foreach ((string scan, long seq) in ledger)
        {
            Assert.True(turns[(int)seq - 1].Turn.Key == Yard.Scan(scan).Key, $"seed {seed}: scan {scan} was acknowledged as turn {seq}");
        }

        Assert.Equal(Workers * Scans, turns.Count(t => !t.Turn.Key.IsNone));
    }

    /// <summary>Each scan is sent to either owner until one of them acknowledges it, and noted as what it was acknowledged as.</summary>
    private static async Task WorkAsync(Yard[] owners, SeededRandom random, int worker, ConcurrentDictionary<string, long> ledger)
    {
        for (int i = 0; i < Scans; i++)
        {
            string scan = $"{worker}-{i}";
            while (!ledger.ContainsKey(scan))
            {
                Yard owner = random.Pick(owners);
                await owner.Submit(Yard.Items);
                CommandOutcome outcome = await owner.Submit(Yard.Scan(scan));
                if (outcome.Refused is null)
                {
                    ledger[scan] = outcome.Seq;
                }
            }
        }
    }

    private static Func<TurnBatch, Func<Task>, Task> Troubled(SeededRandom random) => async (row, write) =>
    {
        int chance;
        lock (random)
        {
            chance = random.Next(100);
        }

        switch (chance)
        {
            case < 10:
                throw new JournalUnavailableException("no room");
            case < 20:
                await write();
                throw new JournalOutcomeUnknownException("the line went dead");
            case < 25:
                throw new RejectedWriteException();
            case < 35:
                _ = Task.Run(async () =>
                {
                    await Task.Yield();
                    await write();
                });
                throw new JournalOutcomeUnknownException("no answer in time");
            default:
                await write();
                break;
        }
    };
}
