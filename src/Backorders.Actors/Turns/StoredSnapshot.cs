namespace Backorders.Actors.Turns;

/// <summary>A fold of a shard up to a row, as the store keeps it. Disposable: the journal alone is the truth.</summary>
/// <param name="Seq">The last row it holds.</param>
/// <param name="Head">The chain at that row; a snapshot whose head is not the journal's is not used.</param>
/// <param name="Format">The number of the layout of <paramref name="Parts"/>.</param>
/// <param name="Parts">The bytes, in order, cut into parts that a store can keep one by one.</param>
public sealed record StoredSnapshot(long Seq, ChainHash Head, int Format, IReadOnlyList<ReadOnlyMemory<byte>> Parts)
{
    /// <summary>All bytes together.</summary>
    public long Length => Parts.Sum(p => (long)p.Length);
}
