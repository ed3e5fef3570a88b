using Backorders.Journal;
using Microsoft.Extensions.Logging;

namespace Backorders.Engine;

/// <summary>Builds a shard's state from its snapshot, when that can be used, and the turns after it.</summary>
internal sealed partial class ShardRecovery(IJournal journal, int shard, int pageRows, ILogger log)
{
    private readonly TurnReader reader = new(journal, shard, pageRows);

    /// <param name="upToSeq">The last turn to be in the state; at least the snapshot's.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="JournalCorruptException">A row is missing, changed or unreadable, or its events do not fit the state.</exception>
    public async Task<ShardFold> LoadAsync(long upToSeq, CancellationToken cancellation)
    {
        ShardFold fold = await FromSnapshotAsync(upToSeq, cancellation) ?? new ShardFold();
        await AdvanceAsync(fold, upToSeq, cancellation);
        return fold;
    }

    /// <summary>Folds everything that is stored now, and what is appended meanwhile, until no more than a page is left.</summary>
    /// <exception cref="JournalCorruptException">A row is missing, changed or unreadable, or its events do not fit the state.</exception>
    public async Task<ShardFold> LoadLatestAsync(CancellationToken cancellation)
    {
        ShardFold fold = await FromSnapshotAsync(long.MaxValue, cancellation) ?? new ShardFold();
        long upTo;
        do
        {
            upTo = (await journal.ReadHeadAsync(shard, cancellation)).LastSeq;
            await AdvanceAsync(fold, upTo, cancellation);
        }
        while ((await journal.ReadHeadAsync(shard, cancellation)).LastSeq - upTo > pageRows);

        return fold;
    }

    /// <summary>Folds the turns after those that are in the state already.</summary>
    public Task AdvanceAsync(ShardFold fold, long upToSeq, CancellationToken cancellation) =>
        reader.ReadAsync(fold.LastSeq, fold.Head, upToSeq, turn => Fold(fold, turn), cancellation);

    private void Fold(ShardFold fold, StoredTurn turn)
    {
        try
        {
            fold.Apply(turn.Turn, turn.Seq, turn.Hash);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new JournalCorruptException(shard, turn.Seq, $"its events do not fit the state before them: {e.Message}", e);
        }
    }

    private async Task<ShardFold?> FromSnapshotAsync(long upToSeq, CancellationToken cancellation)
    {
        StoredSnapshot? snapshot = await journal.ReadSnapshotAsync(shard, cancellation);
        if (snapshot is null)
        {
            return null;
        }

        try
        {
            IReadOnlyList<JournalRow> row = snapshot.Seq == 0 || snapshot.Seq > upToSeq
                ? []
                : await journal.ReadAsync(shard, snapshot.Seq - 1, 1, cancellation);
            if (row.Count == 1 && row[0].Seq == snapshot.Seq && row[0].Hash == snapshot.Head)
            {
                return SnapshotCodec.Read(snapshot);
            }

            SnapshotIgnored(shard, snapshot.Seq, "it does not stand on this journal");
        }
        catch (Exception e) when (e is not (JournalException or OperationCanceledException or OutOfMemoryException))
        {
            // A state that an earlier version saved, or a damaged one: whatever it is that cannot be read, the journal can.
            SnapshotIgnored(shard, snapshot.Seq, e.Message);
        }

        return null;
    }
}
