using Akka.Actor;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Turns;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Tests.Storage;

/// <summary>The contract of <see cref="ITurnRows"/>, on rows that the plugins wrote.</summary>
public abstract partial class StoreConformance
{
    private const int format = 7;

    private static readonly WarehouseId main = new("MAIN");

    [Fact]
    public async Task Rows_OfAnUnknownWarehouse_AreNone()
    {
        Assert.Null(await Store.Rows.ReadLastAsync(main, default));
        Assert.Null(await Store.Rows.ReadHeadAsync(main, 1, default));
        Assert.Null(await Store.Rows.FindAsync(main, 1, default));
        Assert.Empty(await Store.Rows.ReadAfterAsync(main, 0, 1_000, default));
        Assert.Empty(await Store.Rows.ListWarehousesAsync(default));
        Assert.Null(await Store.Rows.ReadSnapshotAsync(main, long.MaxValue, format, default));
    }

    [Fact]
    public async Task Rows_ReadInPages_AreThoseThatWerePersisted()
    {
        await AddAsync(1, 4, 1, 30, 2);

        TurnRow[] all = [.. await Store.Rows.ReadAfterAsync(main, 0, 1_000_000, default)];
        List<TurnRow> paged = [];
        while (await Store.Rows.ReadAfterAsync(main, paged.Count, 1, default) is [var next, ..] page)
        {
            Assert.Single(page);
            paged.Add(next);
        }

        Assert.Equal([1, 2, 3, 4, 5], all.Select(r => r.Number));
        Assert.Equal(all.Select(r => r.Batch.After), paged.Select(r => r.Batch.After));
        IReadOnlyList<JournaledTurn> turns = [.. all.SelectMany(r => r.Batch.Read())];
        Assert.Equal(Enumerable.Range(1, 38).Select(i => (long)i), turns.Select(t => t.Seq));
        Assert.All(turns, t => Assert.Equal((main, t.Seq), (t.Turn.Warehouse, t.Turn.At.UnixMicroseconds)));
        Assert.Equal([4, 5], (await Store.Rows.ReadAfterAsync(main, 3, 1_000_000, default)).Select(r => r.Number));
        long twoRows = TurnBatchCodec.Encode(all[0].Batch).Length + TurnBatchCodec.Encode(all[1].Batch).Length;
        Assert.Equal([1, 2], (await Store.Rows.ReadAfterAsync(main, 0, twoRows, default)).Select(r => r.Number));
    }

    [Fact]
    public async Task LastRow_SaysItsTurnsAndBothEndsOfTheChain()
    {
        await AddAsync(3, 2);
        TurnRow[] all = [.. await Store.Rows.ReadAfterAsync(main, 0, 1_000_000, default)];

        Assert.Equal(new TurnRowHead(2, new(4, 2, all[0].Batch.After, all[1].Batch.After)), await Store.Rows.ReadLastAsync(main, default));
        Assert.Equal(new TurnRowHead(1, new(1, 3, ChainHash.Zero, all[0].Batch.After)), await Store.Rows.ReadHeadAsync(main, 1, default));
    }

    [Fact]
    public async Task EveryTurn_IsFoundInItsRow()
    {
        int[] sizes = [1, 4, 1, 30, 2, 1, 1, 7];
        await AddAsync(sizes);

        for (int turn = 1, row = 1, left = sizes[0]; turn <= sizes.Sum(); turn++)
        {
            Assert.Equal(row, (await Store.Rows.FindAsync(main, turn, default))!.Value.Number);
            (row, left) = left == 1 && row < sizes.Length ? (row + 1, sizes[row]) : (row, left - 1);
        }

        Assert.Null(await Store.Rows.FindAsync(main, 0, default));
        Assert.Null(await Store.Rows.FindAsync(main, sizes.Sum() + 1, default));
    }

    [Fact]
    public async Task Warehouses_AreListedInTheOrderOfTheirIds()
    {
        LedgerSystem system = On();
        foreach (string warehouse in new[] { "b", "a", "ä", "B", "O'Hare" })
        {
            (IActorRef actor, _) = await system.StartAsync(warehouse);
            await system.AddAsync(actor);
        }

        Assert.Equal(["B", "O'Hare", "a", "b", "ä"], (await Store.Rows.ListWarehousesAsync(default)).Select(w => w.Value));
    }

    [Fact]
    public async Task Snapshot_Written_IsRead_AndOfferedToTheActor()
    {
        await AddAsync(3, 2, 4);
        await WriteSnapshotAsync(row: 2, turn: 5, body: [1, 2, 3]);

        TurnSnapshot read = (await Store.Rows.ReadSnapshotAsync(main, long.MaxValue, format, default))!;

        Assert.Equal((2, 5, format), (read.Row, read.State.Seq, read.State.Format));
        Assert.Equal([1, 2, 3], read.State.Parts.SelectMany(p => p.ToArray()));
        Assert.Null(await Store.Rows.ReadSnapshotAsync(main, 4, format, default));
        Assert.Null(await Store.Rows.ReadSnapshotAsync(main, long.MaxValue, format + 1, default));
        (_, Ledger.Recovered at) = await On().StartAsync("MAIN");
        Assert.Equal((3, 9, 2), (at.Row, at.Turn, at.FromSnapshot));
    }

    [Fact]
    public async Task Snapshots_TwoAreKept_AndOneOfTheSameRowIsReplaced()
    {
        await AddAsync(1, 1, 1);
        await WriteSnapshotAsync(row: 1, turn: 1, body: [1]);
        await WriteSnapshotAsync(row: 2, turn: 2, body: [2]);
        await WriteSnapshotAsync(row: 3, turn: 3, body: [3]);
        await WriteSnapshotAsync(row: 3, turn: 3, body: [4]);

        Assert.Equal([4], (await Store.Rows.ReadSnapshotAsync(main, 3, format, default))!.State.Parts.Single().ToArray());
        Assert.Equal([2], (await Store.Rows.ReadSnapshotAsync(main, 2, format, default))!.State.Parts.Single().ToArray());
        Assert.Null(await Store.Rows.ReadSnapshotAsync(main, 1, format, default));
    }

    [Fact]
    public async Task SnapshotAheadOfTheJournal_OrOffItsChain_IsPassedOver()
    {
        await AddAsync(1, 1);
        await WriteSnapshotAsync(row: 1, turn: 1, body: [1]);

        await WriteSnapshotAsync(row: 3, turn: 3, body: [3], head: new(1, 1));
        Assert.Equal(1, (await Store.Rows.ReadSnapshotAsync(main, long.MaxValue, format, default))!.Row);

        await WriteSnapshotAsync(row: 2, turn: 2, body: [2], head: new(1, 1));
        Assert.Equal(1, (await Store.Rows.ReadSnapshotAsync(main, long.MaxValue, format, default))!.Row);

        await WriteSnapshotAsync(row: 2, turn: 3, body: [2]);
        Assert.Equal(1, (await Store.Rows.ReadSnapshotAsync(main, long.MaxValue, format, default))!.Row);
    }

    /// <summary>A journal that was set back leaves snapshots of rows that are no more: they must not push out those that can be used.</summary>
    [Fact]
    public async Task SnapshotsAheadOfTheJournal_AreRemovedByTheNextOne()
    {
        await AddAsync(1, 1);
        await WriteSnapshotAsync(row: 8, turn: 8, body: [8], head: new(1, 1));
        await WriteSnapshotAsync(row: 9, turn: 9, body: [9], head: new(1, 1));

        await WriteSnapshotAsync(row: 1, turn: 1, body: [1]);
        await WriteSnapshotAsync(row: 2, turn: 2, body: [2]);

        Assert.Equal(2, (await Store.Rows.ReadSnapshotAsync(main, long.MaxValue, format, default))!.Row);
        Assert.Equal(1, (await Store.Rows.ReadSnapshotAsync(main, 1, format, default))!.Row);
    }

    /// <summary>Rows of MAIN with so many turns each.</summary>
    private async Task AddAsync(params int[] turns)
    {
        LedgerSystem system = On();
        (IActorRef actor, _) = await system.StartAsync("MAIN");
        foreach (int count in turns)
        {
            await system.AddAsync(actor, count);
        }

        await system.StopAsync(actor);
    }

    private async Task WriteSnapshotAsync(long row, long turn, byte[] body, ChainHash? head = null)
    {
        ChainHash at = head ?? (await Store.Rows.ReadHeadAsync(main, row, default))!.Value.Batch.After;
        await Store.Rows.WriteSnapshotAsync(main, new(row, new(turn, at, format, [body])), default);
    }
}
