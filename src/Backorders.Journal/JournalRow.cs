namespace Backorders.Journal;

/// <summary>One stored row.</summary>
/// <param name="Seq">Its place in the shard, from 1, without gaps.</param>
/// <param name="Epoch">The grant under which it was written.</param>
/// <param name="Kind">How <paramref name="Body"/> is to be read.</param>
/// <param name="Body">The stored bytes.</param>
/// <param name="Hash">The chain up to and including this row.</param>
/// <param name="At">Microseconds since 1970 in UTC: the same time that the body holds, for people who read the table.</param>
public readonly record struct JournalRow(long Seq, long Epoch, RowKind Kind, ReadOnlyMemory<byte> Body, ChainHash Hash, long At);
