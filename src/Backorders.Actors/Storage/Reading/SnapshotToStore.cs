namespace Backorders.Actors.Storage.Reading;

/// <summary>A snapshot on its way into a table, in pieces: a state of hundreds of megabytes is not copied into one block first.</summary>
/// <param name="Row">The row's number.</param>
/// <param name="Serializer">The number of the serializer that wrote it.</param>
/// <param name="Manifest">What it says it is.</param>
/// <param name="Pieces">The payload, in order.</param>
internal sealed record SnapshotToStore(long Row, int Serializer, string Manifest, IReadOnlyList<ReadOnlyMemory<byte>> Pieces)
{
    /// <summary>Bytes of the payload.</summary>
    public long Length => Pieces.Sum(p => (long)p.Length);

    /// <summary>The payload in one block.</summary>
    public byte[] ToArray()
    {
        byte[] bytes = new byte[Length];
        int at = 0;
        foreach (ReadOnlyMemory<byte> piece in Pieces)
        {
            piece.CopyTo(bytes.AsMemory(at));
            at += piece.Length;
        }

        return bytes;
    }
}
