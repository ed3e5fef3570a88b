using System.Buffers;

namespace Backorders.Grpc.Framing;

/// <summary>A growing, contiguous buffer from the shared pool. Its owner disposes it once; nobody keeps a view of it beyond that.</summary>
internal sealed class PooledBuffer : IBufferWriter<byte>, IDisposable
{
    private const int InitialBytes = 1024;

    private byte[] _array = [];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> WrittenMemory => _array.AsMemory(0, Length);

    public ReadOnlySpan<byte> WrittenSpan => _array.AsSpan(0, Length);

    /// <summary>A view that may be changed in place, for a header that is known only after its payload.</summary>
    public Span<byte> Written(int start, int length) => _array.AsSpan(0, Length).Slice(start, length);

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _array.Length - Length);
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _array.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _array.AsSpan(Length);
    }

    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        Length = length;
    }

    public void Dispose()
    {
        var array = _array;
        _array = [];
        Length = 0;
        if (array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }

    private void Reserve(int sizeHint)
    {
        var wanted = Math.Max(sizeHint, 1);
        if (_array.Length - Length >= wanted)
        {
            return;
        }

        // Doubling keeps the copying linear in the size of the message.
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(InitialBytes, checked(Length + Math.Max(wanted, Length))));
        WrittenSpan.CopyTo(larger);
        if (_array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_array);
        }

        _array = larger;
    }
}
