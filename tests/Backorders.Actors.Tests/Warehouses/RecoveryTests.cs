using Backorders.Actors.Port;
using Backorders.Actors.Sessions;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Turns;
using Backorders.Actors.Warehouses;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Testing;
using Backorders.Testing.Actors;

namespace Backorders.Actors.Tests.Warehouses;

/// <summary>Getting the state back: tried again while the store is away, given up where the journal cannot be folded.</summary>
public sealed class RecoveryTests
{
    private readonly ManualTimeProvider time = new();
    private readonly TroubledTurnStore store;

    public RecoveryTests() => store = new(time);

    [Fact]
    public async Task StoreThatIsAway_IsTriedWithGrowingPauses_CallersAreRefused_AndItServesWhenTheStoreIsBack()
    {
        SyncPoint first = new();
        int tries = 0;
        store.BeforeRead = async () =>
        {
            tries++;
            await first.PassAsync();
            throw new JournalUnavailableException("away");
        };
        await using Yard yard = new(store, time, o => (o.RetryAfter, o.RetryAfterMax) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500)), Yard.WaitsByHand);
        await first.Reached;
        Task<CommandOutcome> queued = yard.Submit(Yard.Items);
        await yard.Queued(1);
        first.Release();
        Assert.Equal(Refusal.StoreUnavailable, (await queued).Refused!.Reason);
        foreach (int pause in (int[])[100, 200, 400, 500, 500])
        {
            await yard.Heard();
            queued = yard.Submit(Yard.Items);
            int before = tries;
            yard.Wait(TimeSpan.FromMilliseconds(pause - 1));
            await yard.Heard();
            Assert.Equal(before, tries);
            Assert.False(queued.IsCompleted);
            yard.Wait(TimeSpan.FromMilliseconds(1));
            Assert.Equal(Refusal.StoreUnavailable, (await queued).Refused!.Reason);
        }

        Assert.Contains("away", yard.Place.Trouble, StringComparison.Ordinal);
        await yard.Heard();
        store.SetAway(false);
        yard.Wait(yard.Options.RetryAfterMax);

        Assert.Null((await yard.Submit(Yard.Items)).Refused);
        Assert.Null(yard.Place.Trouble);
    }

    /// <summary>A pause grows to seconds while the store is away; callers do not wait for its end once a look has found the store again.</summary>
    [Fact]
    public async Task StoreThatIsSeenAgain_IsTriedAtOnce_HoweverLongThePauseHadGrown()
    {
        bool isAway = false;
        long looks = 0;
        await using StoreWatch watch = new(_ => isAway ? throw new JournalUnavailableException("away") : new([]), StoreProof.Always);
        store.Watch = watch;
        await using Yard yard = await Yard.StartAsync(store, time, before: Yard.WaitsByHand);
        watch.Observe(look => looks = look.Number);
        await LookAsync(away: true);
        Task<CommandOutcome> scan = yard.Submit(Yard.Scan("1"));
        await Yard.Until(() => yard.Place.State == WarehouseHostState.Recovering);
        for (int tries = 1; tries <= 8; tries++)
        {
            Task<CommandOutcome> queued = yard.Submit(Yard.Items);
            await Yard.Until(() =>
            {
                if (!queued.IsCompleted)
                {
                    yard.LetPausePass(yard.Options.RetryAfterMax);
                }

                return queued.IsCompleted;
            });
            Assert.Equal(Refusal.StoreUnavailable, (await queued).Refused!.Reason);
            await yard.Heard();
        }

        await LookAsync(away: false);

        Assert.Null((await scan).Refused);

        async Task LookAsync(bool away)
        {
            isAway = away;
            store.SetAway(away);
            long before = looks;
            watch.LookNow();
            await Yard.Until(() => looks > before);
        }
    }

    [Fact]
    public async Task StoreThatGoesAwayInAWrite_CallersOfThatWriteAreAnsweredWhenItIsBack_OthersAreRefused()
    {
        await using Yard yard = await Yard.StartAsync(store, time, before: Yard.WaitsByHand);
        SyncPoint going = new();
        store.OnWrite = async (_, _) =>
        {
            await going.PassAsync();
            throw new JournalUnavailableException("away");
        };
        Task<CommandOutcome> parked = yard.Submit(Yard.Scan("1"));
        await going.Reached;
        store.SetAway(true);
        SyncPoint first = new();
        store.BeforeRead = async () =>
        {
            await first.PassAsync();
            throw new JournalUnavailableException("away");
        };
        going.Release();
        await first.Reached;
        Task<CommandOutcome> queued = yard.Submit(Yard.Scan("2"));
        await yard.Queued(1);
        first.Release();
        Assert.Equal(Refusal.StoreUnavailable, (await queued).Refused!.Reason);
        await yard.Heard();
        Assert.False(parked.IsCompleted);
        store.SetAway(false);
        yard.LetPausePass(yard.Options.RetryAfter);

        Assert.True(await parked is { Refused: null, Repeated: false });
        Assert.Equal(5, await yard.OnHand());
    }

    [Fact]
    public async Task StoreWhoseConnectionIsClosed_IsTriedAgain()
    {
        store.BeforeReplay = () =>
        {
            store.BeforeReplay = null;
            throw new InvalidOperationException("Connection is not open.");
        };
        await using Yard yard = new(store, time, before: Yard.WaitsByHand);
        await Yard.Until(() => yard.Place.Trouble is not null);
        await yard.Heard();
        Assert.Equal(WarehouseHostState.Recovering, yard.Place.State);

        yard.Wait(yard.Options.RetryAfterMax);

        Assert.Null((await yard.Submit(Yard.Items)).Refused);
    }

    [Fact]
    public async Task StoreThatIsBackInTheMiddleOfARecovery_IsAskedForTheSnapshotAgain()
    {
        await using (Yard before = await Yard.StartAsync(store, time, o => o.SnapshotEveryTurns = 10))
        {
            for (int i = 0; i < 20 || await ReadSnapshotAsync() is null; i++)
            {
                await before.Submit(Yard.Scan($"{i}"));
            }
        }

        TurnSnapshot snapshot = (await ReadSnapshotAsync())!;
        long rows = (await store.Rows.ReadLastAsync(Yard.Warehouse, default))!.Value.Number;
        int read = store.RowsRead;

        // Not once only: a snapshot that the first yard had begun may still read.
        store.BeforeRead = () => throw new JournalUnavailableException("away");
        await using Yard yard = new(store, time, before: Yard.WaitsByHand);
        await Yard.Until(() => yard.Place.Trouble is not null);
        await yard.Heard();
        store.BeforeRead = null;
        yard.LetPausePass(yard.Options.RetryAfter);
        await Yard.Until(() => yard.Place.State == WarehouseHostState.Ready);

        Assert.Equal(rows - snapshot.Row, store.RowsRead - read);
    }

    [Theory]
    [InlineData("bytes")]
    [InlineData("missing turn")]
    [InlineData("broken link")]
    [InlineData("another warehouse's")]
    public async Task RowThatCannotBeFolded_StopsItsWarehouseAlone_AndNothingIsTriedAgain(string damage)
    {
        StoredPayload[] rows = await HistoryAsync(Yard.Warehouse, "1", "2");
        StoredPayload[] others = damage == "another warehouse's" ? await HistoryAsync(new("W2"), "1") : await HistoryAsync(Yard.Warehouse, "3", "4");
        store.Inner.Tables.Add(Yard.Warehouse.Value, damage switch
        {
            "bytes" => [.. rows[..^1], rows[^1] with { Bytes = rows[^1].Bytes[..^3] }],
            "missing turn" => [.. rows[..^2], rows[^1] with { Row = rows.Length - 1 }],
            "broken link" => [.. rows[..^1], others[^1] with { Row = rows.Length }],
            _ => others,
        });
        await using Yard yard = new(store, time, before: Yard.WaitsByHand);
        var (neighbour, place) = yard.Open(new("W3"));

        CommandOutcome refused = await yard.Submit(Yard.Items);
        int recoveries = store.Recoveries;
        yard.Wait(yard.Options.RetryAfterMax, 3);
        CommandOutcome again = await yard.Submit(Yard.Scan("1"));

        Assert.Equal(Refusal.NotReady, refused.Refused!.Reason);
        Assert.Contains("W1 cannot be served", refused.Refused.Message, StringComparison.Ordinal);
        int row = damage switch { "missing turn" => rows.Length - 1, "another warehouse's" => 1, _ => rows.Length };
        Assert.Contains($"row {row}: warehouse W1", refused.Refused.Message, StringComparison.Ordinal);
        Assert.Contains(KeyValuePair.Create("warehouse", "W1"), again.Refused!.Details);
        Assert.Equal((WarehouseHostState.Stopped, refused.Refused.Message), (yard.Place.State, yard.Place.Trouble));
        Assert.Equal((true, false), (yard.Place.IsBroken, place.IsBroken));
        Assert.Null((await Yard.Submit(neighbour, Yard.Items with { Warehouse = new("W3") })).Refused);
        await Yard.Until(() => place.State == WarehouseHostState.Ready);
        Assert.Null(place.Trouble);
        Assert.InRange(store.Recoveries, recoveries, 2);
        await yard.HandOff();
    }

    private ValueTask<TurnSnapshot?> ReadSnapshotAsync() => store.Rows.ReadSnapshotAsync(Yard.Warehouse, long.MaxValue, SnapshotCodec.Format, default);

    /// <summary>The rows of a warehouse that was opened, described and given some scans, on a store of its own.</summary>
    private async Task<StoredPayload[]> HistoryAsync(WarehouseId warehouse, params string[] scans)
    {
        TroubledTurnStore other = new(time);
        await using Yard yard = new(other, time);
        var (gateway, _) = warehouse == Yard.Warehouse ? (yard.Gateway, yard.Place) : yard.Open(warehouse);
        await Yard.Submit(gateway, Yard.Items with { Warehouse = warehouse });
        foreach (string scan in scans)
        {
            await Yard.Submit(gateway, Yard.Scan(scan) with { Warehouse = warehouse });
        }

        return [.. other.Inner.Tables.Range(warehouse.Value, 1, long.MaxValue)];
    }
}
