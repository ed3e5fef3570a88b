using System.Buffers.Binary;
using System.Text;

namespace Backorders.Actors.Turns;

/// <summary>Reads what a <see cref="ChunkedWriter"/> wrote.</summary>
internal sealed class ChunkedReader(IReadOnlyList<ReadOnlyMemory<byte>> chunks)
{
    private int chunk;
    private int at;

    public long ReadInt64()
    {
        Span<byte> bytes = stackalloc byte[8];
        Fill(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes);
    }

    public int ReadCount()
    {
        long count = ReadInt64();
        return count is >= 0 and <= int.MaxValue ? (int)count : throw new FormatException($"{count} is no count.");
    }

    public string ReadText() => Encoding.UTF8.GetString(ReadBytes(ReadCount()));

    /// <summary>Bytes in one piece.</summary>
    public byte[] ReadBytes(int length)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(length);
        Fill(bytes);
        return bytes;
    }

    public void Fill(Span<byte> to)
    {
        while (to.Length > 0)
        {
            if (chunk == chunks.Count)
            {
                throw new FormatException("There are fewer bytes than were written.");
            }

            ReadOnlySpan<byte> rest = chunks[chunk].Span[at..];
            int take = Math.Min(rest.Length, to.Length);
            rest[..take].CopyTo(to);
            to = to[take..];
            at += take;
            if (at == chunks[chunk].Length)
            {
                chunk++;
                at = 0;
            }
        }
    }
}
