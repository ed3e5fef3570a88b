using Backorders.Domain;
using Backorders.Journal;

namespace Backorders.Engine;

/// <summary>
/// Walks journals from their first row: no row missing, each chained to the one before it, each readable, each fitting the state before it, and the
/// invariants kept. Reads only: it takes no shard from anybody. Snapshots are not looked at.
/// </summary>
/// <param name="journal">What is walked.</param>
/// <param name="checkInvariantsEvery">Turns between two checks of all invariants; 0: only at the end.</param>
public sealed class JournalVerifier(IJournal journal, int checkInvariantsEvery = 0)
{
    private const int pageRows = 4_096;

    /// <summary>Walks every shard that holds a row.</summary>
    public async Task<IReadOnlyList<VerificationReport>> VerifyAllAsync(CancellationToken cancellation)
    {
        List<VerificationReport> reports = [];
        foreach (int shard in await journal.ListShardsAsync(cancellation))
        {
            reports.Add(await VerifyAsync(shard, cancellation));
        }

        return reports;
    }

    /// <summary>Walks one shard, up to the first row that is wrong.</summary>
    /// <exception cref="JournalUnavailableException">The store cannot be read; that says nothing about its content.</exception>
    public async Task<VerificationReport> VerifyAsync(int shard, CancellationToken cancellation)
    {
        ShardHead head = await journal.ReadHeadAsync(shard, cancellation);
        ShardFold fold = new();
        try
        {
            await new TurnReader(journal, shard, pageRows).ReadAsync(0, ChainHash.Zero, head.LastSeq, turn => Fold(shard, fold, turn), cancellation);
            if (fold.Head != head.Head)
            {
                throw new JournalCorruptException(shard, head.LastSeq, "the shard's head is not the hash of its last row.");
            }

            return Report(shard, fold, null);
        }
        catch (JournalCorruptException e)
        {
            return Report(shard, fold, e);
        }
    }

    private void Fold(int shard, ShardFold fold, StoredTurn turn)
    {
        if (turn.Turn.At < fold.LastAt)
        {
            throw new JournalCorruptException(shard, turn.Seq, $"it was decided at {turn.Turn.At}, before the turn that it follows.");
        }

        try
        {
            fold.Apply(turn.Turn, turn.Seq, turn.Hash);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new JournalCorruptException(shard, turn.Seq, $"its events do not fit the state before them: {e.Message}", e);
        }

        if (checkInvariantsEvery > 0
            && turn.Seq % checkInvariantsEvery == 0
            && fold.Find(turn.Turn.Warehouse)!.Warehouse.CheckInvariants(turn.Turn.At) is { Count: > 0 } violations)
        {
            throw new JournalCorruptException(shard, turn.Seq, "after it, " + string.Join(" ", violations));
        }
    }

    private static VerificationReport Report(int shard, ShardFold fold, JournalCorruptException? broken) => new(
        shard,
        fold.LastSeq,
        broken?.Seq,
        broken?.Message,
        [.. fold.Warehouses.Select(w => Verified(w.Warehouse, fold.LastAt))]);

    private static VerifiedWarehouse Verified(Warehouse warehouse, Instant at)
    {
        // The hash first: a check may look at nothing but must not be trusted to leave no trace.
        string hash = SnapshotCodec.StateHash(warehouse);
        return new(warehouse.Id, hash, warehouse.CheckInvariants(at));
    }
}
