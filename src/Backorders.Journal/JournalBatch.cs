namespace Backorders.Journal;

/// <summary>Rows to be appended in one atomic step.</summary>
/// <param name="Grant">The right to write.</param>
/// <param name="AfterSeq">The row after which the batch belongs: the shard must stand exactly there.</param>
/// <param name="AfterHead">The chain at that row.</param>
/// <param name="Rows">The rows, in order, from <paramref name="AfterSeq"/> + 1; at least one.</param>
public sealed record JournalBatch(ShardGrant Grant, long AfterSeq, ChainHash AfterHead, IReadOnlyList<JournalRow> Rows)
{
    /// <summary>The last row of the batch.</summary>
    public long LastSeq => Rows[^1].Seq;

    /// <summary>The chain when the batch has been stored.</summary>
    public ChainHash NewHead => Rows[^1].Hash;
}
