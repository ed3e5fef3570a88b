using System.Buffers;
using System.IO.Compression;
using Grpc.Core;

namespace Backorders.Grpc.Framing;

/// <summary>The one compression that all peers know.</summary>
internal static class Gzip
{
    public const string Name = "gzip";

    private const int ChunkBytes = 8192;

    public static PooledBuffer Compress(ReadOnlySpan<byte> plain)
    {
        var target = new PooledBuffer();
        using (var gzip = new GZipStream(new BufferStream(target), CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }

        return target;
    }

    /// <summary>
    /// Null when the result is over the limit: stops there, so that a small bomb cannot fill the memory. INTERNAL when it is no gzip.
    /// </summary>
    public static PooledBuffer? Decompress(in ReadOnlySequence<byte> compressed, int maxBytes)
    {
        var target = new PooledBuffer();
        try
        {
            using var source = compressed.IsSingleSegment
                ? new MemoryStream(compressed.FirstSpan.ToArray(), writable: false)
                : new MemoryStream(compressed.ToArray(), writable: false);
            using var gzip = new GZipStream(source, CompressionMode.Decompress);
            while (true)
            {
                var read = gzip.Read(target.GetSpan(ChunkBytes));
                if (read == 0)
                {
                    return target;
                }

                target.Advance(read);
                if (target.Length > maxBytes)
                {
                    target.Dispose();
                    return null;
                }
            }
        }
        catch (InvalidDataException e)
        {
            target.Dispose();
            throw new RpcException(new Status(StatusCode.Internal, "A message is marked as gzip but cannot be decompressed.", e));
        }
    }

    /// <summary>Whether a list like <c>identity,gzip;q=0.5</c> names gzip.</summary>
    public static bool IsIn(string? list)
    {
        foreach (var range in (list ?? "").AsSpan().Split(','))
        {
            var item = list.AsSpan(range).Trim();
            var end = item.IndexOf(';');
            if ((end < 0 ? item : item[..end]).TrimEnd().Equals(Name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Write-only view of a buffer.</summary>
    private sealed class BufferStream(PooledBuffer target) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer) => target.Write(buffer);

        public override void Write(byte[] buffer, int offset, int count) => target.Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
