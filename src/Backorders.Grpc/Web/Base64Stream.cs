using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using Grpc.Core;

namespace Backorders.Grpc.Web;

/// <summary>
/// Decodes a body of base64 as it comes in. Padding may stand at the end of any group of four, because clients may encode piece by piece.
/// INTERNAL for what is no base64.
/// </summary>
internal sealed class Base64Stream(PipeReader source) : Stream
{
    private const int GroupChars = 4;
    private const int GroupBytes = 3;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(buffer.Length, GroupBytes);
        while (true)
        {
            var result = await source.ReadAsync(cancellationToken).ConfigureAwait(false);
            var groups = (int)Math.Min(result.Buffer.Length / GroupChars, buffer.Length / GroupBytes);
            if (groups > 0)
            {
                return Take(result.Buffer.Slice(0, groups * GroupChars), buffer.Span);
            }

            var left = result.Buffer.Length;
            source.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (result.IsCompleted)
            {
                return left == 0 ? 0 : throw new RpcException(new Status(StatusCode.Internal, "The base64 body ends in the middle of a group."));
            }
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Take(in ReadOnlySequence<byte> chars, Span<byte> target)
    {
        var total = 0;
        Span<byte> group = stackalloc byte[GroupChars];
        try
        {
            for (var rest = chars; !rest.IsEmpty; rest = rest.Slice(GroupChars))
            {
                rest.Slice(0, GroupChars).CopyTo(group);
                if (Base64.DecodeFromUtf8(group, target[total..], out _, out var written) != OperationStatus.Done)
                {
                    throw new RpcException(new Status(StatusCode.Internal, "The body is not base64."));
                }

                total += written;
            }
        }
        finally
        {
            source.AdvanceTo(chars.End);
        }

        return total;
    }
}
