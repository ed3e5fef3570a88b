using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Backorders.Actors.Turns;

/// <summary>Writes into chunks that are never copied or grown: a state of hundreds of megabytes needs no second such block.</summary>
internal sealed class ChunkedWriter : IBufferWriter<byte>
{
    private const int chunkBytes = 1 << 20;

    private readonly List<ReadOnlyMemory<byte>> full = [];
    private byte[] current = [];
    private int used;

    public long Length => full.Sum(c => (long)c.Length) + used;

    /// <summary>All that was written, in order.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Chunks => used == 0 ? full : [.. full, current.AsMemory(0, used)];

    public void Advance(int count) => used += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return current.AsMemory(used);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return current.AsSpan(used);
    }

    public void Add(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(GetSpan(8), value);
        Advance(8);
    }

    public void Add(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        Add(length);
        Encoding.UTF8.GetBytes(text, GetSpan(length));
        Advance(length);
    }

    /// <summary>Adds what another one holds, without a copy: nothing more may be written to that one.</summary>
    public void Add(ChunkedWriter other)
    {
        Close();
        full.AddRange(other.Chunks);
    }

    private void Reserve(int sizeHint)
    {
        if (current.Length - used >= Math.Max(sizeHint, 1))
        {
            return;
        }

        Close();
        current = new byte[Math.Max(sizeHint, chunkBytes)];
    }

    /// <summary>What comes next begins another chunk.</summary>
    private void Close()
    {
        if (used > 0)
        {
            full.Add(current.AsMemory(0, used));
            (current, used) = ([], 0);
        }
    }
}
