using Backorders.Actors.Turns;
using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Partners.Webhooks.Stores;
using Backorders.ReadModel;
using Backorders.ReadModel.Port;
using Backorders.ReadModel.Sqlite;
using Backorders.Server.ReadModel;
using Backorders.Testing;
using Backorders.Partners.Webhooks;
using Watched = Backorders.Testing.Postgres.Poll;

namespace Backorders.Server.Tests;

/// <summary>What a failed write leads to while the feed has nothing to tell and is asked for more.</summary>
public sealed class ReadModelFeederTests
{
    private const int rebuilding = 4500;
    private const int failed = 4501;
    private const int moved = 4800;

    private static readonly WarehouseId Warehouse = new("W1");

    [Fact]
    public async Task RowMissing_WhileTheFeedIsQuiet_BuildsTheRowsAnew() =>
        Assert.Equal(($"{rebuilding}", 1), await LoggedAsync(new RowMissingException("the row of an order is not there")));

    [Fact]
    public async Task RowsMoved_WhileTheFeedIsQuiet_GoesOnFromThere() => Assert.Equal(($"{moved}", 0), await LoggedAsync(new RowsMovedException("they stand at turn 7")));

    [Fact]
    public async Task StoreUnavailable_WhileTheFeedIsQuiet_IsSaid()
    {
        CapturedLog log = new();
        await LoggedAsync(new ReadModelUnavailableException("the disk is full"), log, untilWritten: false);

        Assert.Contains("the disk is full", Assert.Single(log.Entries, e => e.EventId == failed).Text);
    }

    /// <summary>What is logged, and how often the rows are thrown away, when the first write fails.</summary>
    private static async Task<(string Logged, int Resets)> LoggedAsync(Exception failure, CapturedLog? to = null, bool untilWritten = true)
    {
        CapturedLog log = to ?? new();
        await using SqliteReadModel store = SqliteReadModel.Temporary();
        FailingRows failing = new(store, failure);
        FoldingSite site = new();
        await using FoldingNode node = await FoldingNode.StartAsync(site, "a", [Warehouse], new(failing, store), new MemoryWebhookStore(isShared: true), log);

        DefineItems command = new(new("ACME"), [new(new("MUG"), "Mug", true, [])]);
        Assert.Null((await node.Warehouses.SubmitAsync(new(Warehouse, CommandKey.None, CommandDigest.None, "test", command))).Refused);
        await Watched.UntilAsync(
            async () => await node.Rows.CatchUpAsync(Warehouse, default) >= node.Warehouses.HighWater(Warehouse) || (!untilWritten && log.Entries.Count > 0), "the rows are up to date");
        return (string.Join(' ', log.Entries.Select(e => e.EventId)), failing.Resets);
    }

    private sealed class FailingRows(IReadModelStore inner, Exception failure) : IReadModelStore
    {
        private bool hasFailed;

        public int Resets { get; private set; }

        public ValueTask<ReadCursor> ReadCursorAsync(WarehouseId warehouse, CancellationToken cancellation) => inner.ReadCursorAsync(warehouse, cancellation);

        public ValueTask ResetAsync(WarehouseId warehouse, ReadCursor from, CancellationToken cancellation)
        {
            Resets++;
            return inner.ResetAsync(warehouse, from, cancellation);
        }

        public ValueTask<RowBatch> LoadAsync(WarehouseId warehouse, RowKeys keys, CancellationToken cancellation) => inner.LoadAsync(warehouse, keys, cancellation);

        public ValueTask CommitAsync(WarehouseId warehouse, ReadCursor from, RowBatch batch, CancellationToken cancellation)
        {
            if (hasFailed)
            {
                return inner.CommitAsync(warehouse, from, batch, cancellation);
            }

            hasFailed = true;
            return ValueTask.FromException(failure);
        }

        public ValueTask DisposeAsync() => default;
    }
}
