using Backorders.Domain;
using Backorders.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.Engine;

/// <summary>Reads a warehouse's history from its shard's journal.</summary>
internal sealed class HistoryReader : IWarehouseHistory
{
    private readonly IJournal journal;
    private readonly int shard;
    private readonly WarehouseId warehouse;
    private readonly int pageRows;

    public HistoryReader(IJournal journal, int shard, WarehouseId warehouse, int pageRows) =>
        (this.journal, this.shard, this.warehouse, this.pageRows) = (journal, shard, warehouse, pageRows);

    /// <inheritdoc/>
    public async Task<long> FindBeforeAsync(Instant at, long upToSeq, CancellationToken cancellation)
    {
        long low = 0;
        long high = upToSeq;
        while (low < high)
        {
            long middle = low + ((high - low + 1) / 2);
            IReadOnlyList<JournalRow> row = await journal.ReadAsync(shard, middle - 1, 1, cancellation);
            if (row.Count == 0)
            {
                throw new JournalCorruptException(shard, middle, $"the row is missing; the shard should reach to {upToSeq}.");
            }

            (low, high) = row[0].At < at.UnixMicroseconds ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    /// <inheritdoc/>
    public async Task<Warehouse> LoadAsync(long upToSeq, CancellationToken cancellation)
    {
        // Whether a snapshot could be used is worth a word when a shard starts, not here.
        ShardFold fold = await new ShardRecovery(journal, shard, pageRows, NullLogger.Instance).LoadAsync(upToSeq, cancellation);
        return fold.FindOrAdd(warehouse).Warehouse;
    }

    /// <inheritdoc/>
    public async Task ReadAsync(long afterSeq, long upToSeq, Func<IReadOnlyList<CommittedTurn>, long, Task> page, CancellationToken cancellation)
    {
        Task<Page> next = ReadPageAsync(afterSeq, await HashAtAsync(afterSeq, cancellation), upToSeq, cancellation);
        for (long seq = afterSeq; seq < upToSeq;)
        {
            Page read = await next;
            seq = read.LastSeq;
            next = seq < upToSeq ? ReadPageAsync(seq, read.Hash, upToSeq, cancellation) : next;
            try
            {
                await page(read.Turns, seq);
                cancellation.ThrowIfCancellationRequested();
            }
            catch
            {
                await next.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                throw;
            }
        }
    }

    private async Task<Page> ReadPageAsync(long afterSeq, ChainHash hash, long upToSeq, CancellationToken cancellation)
    {
        List<CommittedTurn> turns = [];
        long seq = afterSeq;
        await Task.Run(
            () => new TurnReader(journal, shard, pageRows).ReadAsync(
                afterSeq, hash, Math.Min(upToSeq, afterSeq + pageRows),
                turn =>
                {
                    (seq, hash) = (turn.Seq, turn.Hash);
                    if (turn.Turn.Warehouse == warehouse)
                    {
                        turns.Add(new CommittedTurn(warehouse, turn.Seq, turn.Turn.At, turn.Turn.Key, turn.Turn.Actor, turn.Turn.Events));
                    }
                },
                cancellation),
            cancellation);
        return new Page(turns, seq, hash);
    }

    private async Task<ChainHash> HashAtAsync(long seq, CancellationToken cancellation)
    {
        IReadOnlyList<JournalRow> row = seq == 0 ? [] : await journal.ReadAsync(shard, seq - 1, 1, cancellation);
        return row.Count == 0 ? ChainHash.Zero : row[0].Hash;
    }

    private sealed record Page(List<CommittedTurn> Turns, long LastSeq, ChainHash Hash);
}
