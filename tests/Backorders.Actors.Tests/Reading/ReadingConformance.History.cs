using Backorders.Actors.Port;
using Backorders.Actors.Sessions;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Tests.Warehouses;
using Backorders.Actors.Turns;
using Backorders.Domain.Values;

namespace Backorders.Actors.Tests.Reading;

public abstract partial class ReadingConformance
{
    [Fact]
    public async Task History_OfAnyTurn_IsTheStateThatWas()
    {
        Yard yard = await StartAsync();
        List<(long Seq, string Hash, Instant At)> seen = [];
        for (int i = 0; i < 7; i++)
        {
            time.Advance(TimeSpan.FromHours(1));
            CommandOutcome outcome = await yard.Submit(i % 2 == 0 ? Yard.Order($"o{i}") : Yard.Scan($"s{i}"));
            seen.Add((outcome.Seq, await yard.StateHash(), outcome.At));
        }

        WarehouseHistory history = new(Rows, Yard.Warehouse, pageBytes: 300);
        long last = await LastTurnAsync();
        foreach ((long seq, string hash, Instant at) in seen)
        {
            Assert.Equal(seq - 1, await history.FindBeforeAsync(at, last, default));
            Assert.Equal(seq, await history.FindBeforeAsync(at + TimeSpan.FromMinutes(1), last, default));
            Assert.Equal(hash, SnapshotCodec.StateHash(await history.LoadAsync(seq, default)));
        }

        Assert.Equal(0, await history.FindBeforeAsync(new Instant(0), last, default));
        Assert.Equal(0, await history.FindBeforeAsync(seen[^1].At, 0, default));
        await Assert.ThrowsAsync<JournalCorruptException>(() => history.FindBeforeAsync(seen[0].At, last + 1, default));
    }

    /// <summary>Turns of one row: the search and the fold end within it.</summary>
    [Fact]
    public async Task History_WithinARow_IsTheSameAsOfRowsOfOneTurn()
    {
        Yard yard = await StartAsync();
        await ScanAsync(yard, 0, 200);
        long last = await LastTurnAsync();
        Assert.True((await Rows.ReadLastAsync(Yard.Warehouse, default))!.Value.Number < 100);
        WarehouseHistory history = new(Rows, Yard.Warehouse);
        ShardFold fold = new();
        foreach (JournaledTurn turn in (await Rows.ReadAfterAsync(Yard.Warehouse, 0, long.MaxValue, default)).SelectMany(r => r.Batch.Read()))
        {
            fold.Apply(turn.Turn, turn.Seq, turn.Hash);
            if (turn.Seq % 20 == 3)
            {
                Assert.Equal(SnapshotCodec.StateHash(fold.FindOrAdd(Yard.Warehouse).Warehouse), SnapshotCodec.StateHash(await history.LoadAsync(turn.Seq, default)));
                Assert.Equal(turn.Seq, await history.FindBeforeAsync(turn.Turn.At + TimeSpan.FromMinutes(1), turn.Seq, default));
                Assert.Equal(turn.Seq + 1, (await ReadAsync(history, turn.Seq, last))[0]);
            }
        }
    }

    [Fact]
    public async Task History_ReadInPages_TellsEveryTurnOnceAndHowFarItIs()
    {
        Yard yard = await StartAsync();
        for (int i = 0; i < 5; i++)
        {
            await yard.Submit(Yard.Order($"o{i}"));
        }

        await ScanAsync(yard, 0, 40);
        long last = await LastTurnAsync();
        List<long> reached = [];
        List<long> turns = await ReadAsync(new(Rows, Yard.Warehouse, pageBytes: 1), 1, last, reached);

        Assert.Equal(Numbers(2, last), turns);
        Assert.Equal(last, reached[^1]);
        Assert.Equal(reached.Order(), reached);
        Assert.True(reached.Count > 5);
        Assert.Equal([20, 21, 22], await ReadAsync(new(Rows, Yard.Warehouse), 19, 22));
        Assert.Empty(await ReadAsync(new(Rows, Yard.Warehouse), last, last));
    }

    [Fact]
    public async Task History_GivenUp_EndsAtTheNextPage()
    {
        Yard yard = await StartAsync();
        await yard.Submit(Yard.Order("o1"));
        await yard.Submit(Yard.Order("o2"));
        using CancellationTokenSource patience = new();
        int pages = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await new WarehouseHistory(Rows, Yard.Warehouse, pageBytes: 1).ReadAsync(
            0, await LastTurnAsync(),
            (_, _) =>
            {
                pages++;
                return patience.CancelAsync();
            },
            patience.Token));
        Assert.Equal(1, pages);
    }

    [Fact]
    public async Task History_FromASnapshot_IsTheSame_AndOneThatCannotBeReadIsPassedOver()
    {
        Yard yard = await StartAsync();
        await ScanAsync(yard, 0, 50);
        await yard.Submit(Yard.Scan("x"));
        long last = await LastTurnAsync();
        string hash = await yard.StateHash();
        FoldedState state = await new StateReader(Rows, Yard.Warehouse).LoadAsync(last - 1, default);
        StoredSnapshot whole = SnapshotCodec.Write(state.Fold);
        await Rows.WriteSnapshotAsync(Yard.Warehouse, new(state.Place.Row, whole), default);
        CountingRows counted = new(Rows);

        FoldedState again = await new StateReader(counted, Yard.Warehouse, pageBytes: 1).LoadLatestAsync(default);

        Assert.Equal((last, hash), (again.Place.Seq, SnapshotCodec.StateHash(again.Fold.FindOrAdd(Yard.Warehouse).Warehouse)));
        Assert.Equal(1, counted.Pages);
        byte[] damaged = [.. whole.Parts.SelectMany(p => p.ToArray())];
        damaged[damaged.Length / 2] ^= 1;
        await Rows.WriteSnapshotAsync(Yard.Warehouse, new(state.Place.Row, new(whole.Seq, whole.Head, whole.Format, [damaged])), default);
        again = await new StateReader(counted, Yard.Warehouse, pageBytes: 1).LoadLatestAsync(default);
        Assert.Equal((last, hash), (again.Place.Seq, SnapshotCodec.StateHash(again.Fold.FindOrAdd(Yard.Warehouse).Warehouse)));
        Assert.True(counted.Pages > 2);
    }

    private static async Task<List<long>> ReadAsync(WarehouseHistory history, long afterSeq, long upToSeq, List<long>? reached = null)
    {
        List<long> turns = [];
        await history.ReadAsync(
            afterSeq, upToSeq,
            (page, seq) =>
            {
                turns.AddRange(page.Select(t => t.Seq));
                reached?.Add(seq);
                return Task.CompletedTask;
            },
            default);
        return turns;
    }
}
