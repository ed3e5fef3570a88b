namespace Backorders.Actors.Storage;

/// <summary>What is stored is not what was written: a row is missing, its body was changed, or it cannot be read.</summary>
/// <param name="shard">The shard.</param>
/// <param name="seq">The first row that is wrong.</param>
/// <param name="message">What is wrong with it.</param>
/// <param name="inner">What the reader said, if it said anything.</param>
public sealed class JournalCorruptException(int shard, long seq, string message, Exception? inner = null)
    : JournalException($"Shard {shard}, row {seq}: {message}", inner)
{
    /// <summary>The shard.</summary>
    public int Shard { get; } = shard;

    /// <summary>The first row that is wrong.</summary>
    public long Seq { get; } = seq;
}
