using System.Diagnostics;
using System.Globalization;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Storage.Sqlite;
using Backorders.Actors.Tests.Storage;
using Backorders.Actors.Tests.Warehouses;
using Backorders.Actors.Turns;
using Backorders.Postgres;
using Backorders.Testing.Postgres;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Backorders.Actors.Tests.Reading;

/// <summary>Figures for whoever changes how rows are read: how fast a state is built from receipts. Nothing is asserted about time.</summary>
public sealed class ReplayFigureTests
{
    /// <summary>In thousands from <c>BACKORDERS_REPLAY</c>; few by default, for these tests only print.</summary>
    private static readonly int turns = 1_000 * int.Parse(Environment.GetEnvironmentVariable("BACKORDERS_REPLAY") ?? "10", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Figure_ReplayOfReceipts_OnSqlite()
    {
        IReadOnlyList<ReadOnlyMemory<byte>> bodies = await ReceiptsAsync();
        foreach (int rowTurns in new[] { 1, 100 })
        {
            using TemporaryFolder folder = new();
            await using SqliteTurnStore store = SqliteTurnStore.Open(new() { Path = folder.Journal }, TimeProvider.System);
            await using (SqliteConnection file = new($"Data Source={folder.Journal};Pooling=False"))
            {
                await file.OpenAsync();
                file.CreateFunction("shard_of", (string _) => 0);
                await using SqliteTransaction transaction = file.BeginTransaction();
                await using SqliteCommand insert = new(
                    $"INSERT INTO turn_batch(created, persistence_id, sequence_number, message, manifest, identifier) VALUES (0, $w, $r, $m, '{TurnBatchCodec.Manifest}', {TurnBatchCodec.Identifier})",
                    file, transaction);
                insert.Parameters.AddWithValue("$w", Yard.Warehouse.Value);
                insert.Parameters.AddWithValue("$r", 0L);
                insert.Parameters.AddWithValue("$m", Array.Empty<byte>());
                long number = 0;
                foreach (byte[] row in InRows(bodies, rowTurns))
                {
                    (insert.Parameters["$r"].Value, insert.Parameters["$m"].Value) = (++number, row);
                    insert.ExecuteNonQuery();
                }

                await transaction.CommitAsync();
            }

            await MeasureAsync("SQLite", store, rowTurns);
        }
    }

    [PostgresFact]
    public async Task Figure_ReplayOfReceipts_OnPostgres()
    {
        IReadOnlyList<ReadOnlyMemory<byte>> bodies = await ReceiptsAsync();
        foreach (int rowTurns in new[] { 1, 100 })
        {
            PostgresOptions options = await TurnDatabase.NewSchemaAsync();
            await using ITurnStore store = await TurnDatabase.OpenAsync(options);
            await using (NpgsqlConnection connection = new(options.ConnectionString))
            {
                await connection.OpenAsync();
                long number = 0;
                foreach (byte[][] rows in InRows(bodies, rowTurns).Chunk(1_000))
                {
                    await using NpgsqlCommand insert = new(
                        $"""
                        INSERT INTO {options.Schema}.turn_batch(created, persistence_id, sequence_number, message, manifest, identifier)
                        SELECT 0, $1, r, m, '{TurnBatchCodec.Manifest}', {TurnBatchCodec.Identifier} FROM unnest($2::bigint[], $3::bytea[]) AS row(r, m)
                        """,
                        connection);
                    insert.Parameters.Add(new() { Value = Yard.Warehouse.Value });
                    insert.Parameters.Add(new() { Value = rows.Select((_, i) => number + 1 + i).ToArray() });
                    insert.Parameters.Add(new() { Value = rows });
                    number += await insert.ExecuteNonQueryAsync();
                }
            }

            await MeasureAsync("PostgreSQL", store, rowTurns);
        }
    }

    /// <summary>Bodies of receipts as a real warehouse decided them.</summary>
    private static async Task<IReadOnlyList<ReadOnlyMemory<byte>>> ReceiptsAsync()
    {
        await using Yard yard = new(configure: o => (o.CheckInvariantsEvery, o.FeedTurns) = (0, 0));
        await yard.Submit(Yard.Items);
        for (int from = 0; from < turns; from += 1_000)
        {
            await Task.WhenAll(Enumerable.Range(from, 1_000).Select(i => yard.Submit(Yard.Scan($"{i}"))));
        }

        return [.. (await yard.Store.Rows.ReadAfterAsync(Yard.Warehouse, 0, long.MaxValue, default)).SelectMany(r => r.Batch.Bodies).Take(turns)];
    }

    private static IEnumerable<byte[]> InRows(IReadOnlyList<ReadOnlyMemory<byte>> bodies, int rowTurns)
    {
        (long seq, ChainHash head) = (0, ChainHash.Zero);
        foreach (ReadOnlyMemory<byte>[] some in bodies.Chunk(rowTurns))
        {
            TurnBatch batch = TurnBatch.Chain(seq, head, some);
            (seq, head) = (batch.LastSeq, batch.After);
            yield return TurnBatchCodec.Encode(batch);
        }
    }

    private static async Task MeasureAsync(string name, ITurnStore store, int rowTurns)
    {
        for (int run = 0; run < 2; run++)
        {
            long begin = Stopwatch.GetTimestamp();
            long read = 0;
            await foreach (TurnPage page in new TurnPages(store.Rows, Yard.Warehouse).ReadAsync(TurnPlace.Start, turns, default))
            {
                read += page.Turns.Count;
            }

            double reading = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            begin = Stopwatch.GetTimestamp();
            FoldedState state = await new StateReader(store.Rows, Yard.Warehouse).LoadLatestAsync(default);
            double folding = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            Assert.Equal((turns, turns), (read, state.Place.Seq));
            Assert.NotNull(state.Fold.Find(Yard.Warehouse));
            Figures.Tell(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}, rows of {rowTurns}: {turns / folding:0} turns a second into a state ({folding:0.00} s for {turns}), {turns / reading:0} read and checked alone (run {run + 1})."));
        }
    }
}
