using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Grpc.Core;

namespace Backorders.Grpc.Framing;

/// <summary>
/// Reads length-prefixed messages from a pipe. Every failure leaves the pipe advanced, so that the transport can finish the request.
/// Source: PROTOCOL-HTTP2.md, "Length-Prefixed-Message".
/// </summary>
internal sealed class FrameReader(PipeReader pipe, int? maxBytes, bool gzip)
{
    private readonly PayloadContext _context = new();

    /// <summary>
    /// The next message, or null at the end of the stream. INTERNAL for a broken frame, RESOURCE_EXHAUSTED for a message over the limit, which is
    /// refused by its length before it is buffered.
    /// </summary>
    public ValueTask<object?> ReadAsync(MessageCodec codec, CancellationToken cancellationToken) => TryRead(codec, out var message)
        ? new ValueTask<object?>(message)
        : WaitAsync(codec, cancellationToken);

    /// <summary>As <see cref="ReadAsync"/> without waiting: false when not enough has arrived yet.</summary>
    public bool TryRead(MessageCodec codec, out object? message)
    {
        message = null;
        return pipe.TryRead(out var result) && TryTake(result, codec, out message);
    }

    /// <summary>Whether the stream ends here; waits until that is known.</summary>
    public async ValueTask<bool> AtEndAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (IsEnd(await pipe.ReadAsync(cancellationToken).ConfigureAwait(false), out var atEnd))
            {
                return atEnd;
            }
        }
    }

    /// <summary>As <see cref="AtEndAsync"/> without waiting: false when it is not known yet.</summary>
    public bool TryAtEnd(out bool atEnd)
    {
        atEnd = false;
        return pipe.TryRead(out var result) && IsEnd(result, out atEnd);
    }

    private bool IsEnd(in ReadResult result, out bool atEnd)
    {
        atEnd = result.Buffer.IsEmpty;
        pipe.AdvanceTo(result.Buffer.Start);
        return !atEnd || result.IsCompleted || (result.IsCanceled ? throw new OperationCanceledException() : false);
    }

    private async ValueTask<object?> WaitAsync(MessageCodec codec, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await pipe.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (TryTake(result, codec, out var message))
            {
                return message;
            }
        }
    }

    private bool TryTake(in ReadResult result, MessageCodec codec, out object? message)
    {
        message = null;
        var buffer = result.Buffer;
        if (result.IsCanceled)
        {
            pipe.AdvanceTo(buffer.Start);
            throw new OperationCanceledException();
        }

        if (buffer.Length < FrameWriter.HeaderBytes)
        {
            return NeedMore(result, buffer);
        }

        Span<byte> header = stackalloc byte[FrameWriter.HeaderBytes];
        buffer.Slice(0, FrameWriter.HeaderBytes).CopyTo(header);
        var length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        if (Refuse(header[0], length) is { } refusal)
        {
            pipe.AdvanceTo(buffer.Start);
            throw refusal;
        }

        if (buffer.Length - FrameWriter.HeaderBytes < length)
        {
            return NeedMore(result, buffer);
        }

        var payload = buffer.Slice(FrameWriter.HeaderBytes, length);
        try
        {
            message = header[0] == 0 ? Parse(codec, payload) : ParseCompressed(codec, payload);
        }
        finally
        {
            pipe.AdvanceTo(payload.End);
        }

        return true;
    }

    private bool NeedMore(in ReadResult result, in ReadOnlySequence<byte> buffer)
    {
        // 'Examined' reopens the flow-control window, so a message larger than the window still arrives.
        pipe.AdvanceTo(buffer.Start, buffer.End);
        if (!result.IsCompleted)
        {
            return false;
        }

        return buffer.IsEmpty
            ? true
            : throw new RpcException(new Status(StatusCode.Internal, "The stream ended in the middle of a message."));
    }

    private RpcException? Refuse(byte flag, uint length)
    {
        if (flag > FrameWriter.CompressedFlag)
        {
            return new RpcException(new Status(StatusCode.Internal, $"A message starts with the flag {flag}; only 0 and 1 are known."));
        }

        if (flag == FrameWriter.CompressedFlag && !gzip)
        {
            return new RpcException(new Status(StatusCode.Internal, "A message is marked as compressed, but grpc-encoding names no compression."));
        }

        return length > (maxBytes ?? int.MaxValue) ? TooLarge($"has {length} bytes") : null;
    }

    private RpcException TooLarge(string what) =>
        new(new Status(StatusCode.ResourceExhausted, $"The received message {what}; the limit is {maxBytes ?? int.MaxValue}."));

    private object Parse(MessageCodec codec, in ReadOnlySequence<byte> payload)
    {
        _context.Set(payload);
        return codec.Parse(_context);
    }

    private object ParseCompressed(MessageCodec codec, in ReadOnlySequence<byte> payload)
    {
        using var plain = Gzip.Decompress(payload, maxBytes ?? int.MaxValue)
            ?? throw TooLarge("is larger than that when decompressed");
        return Parse(codec, new ReadOnlySequence<byte>(plain.WrittenMemory));
    }
}
