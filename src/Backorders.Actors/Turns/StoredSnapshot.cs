namespace Backorders.Actors.Turns;

/// <summary>A fold of a warehouse up to a row, as the store keeps it. Disposable: it can be made again from the journal.</summary>
/// <param name="Seq">The last turn it holds.</param>
/// <param name="Head">The chain at that turn; a snapshot is used only if the journal has the same.</param>
/// <param name="Format">The number of the layout of <paramref name="Parts"/>.</param>
/// <param name="Parts">The bytes, in order, cut into parts that a store can keep one by one.</param>
public sealed record StoredSnapshot(long Seq, ChainHash Head, int Format, IReadOnlyList<ReadOnlyMemory<byte>> Parts)
{
    /// <summary>All bytes together.</summary>
    public long Length => Parts.Sum(p => (long)p.Length);
}
