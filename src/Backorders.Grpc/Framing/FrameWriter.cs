using System.Buffers;
using System.Buffers.Binary;
using Grpc.Core;

namespace Backorders.Grpc.Framing;

/// <summary>
/// Writes length-prefixed messages (a flag byte, four bytes of length, the message) one behind the other into a buffer.
/// Source: PROTOCOL-HTTP2.md, "Length-Prefixed-Message".
/// </summary>
internal sealed class FrameWriter(int? maxBytes, int? compressFromBytes) : SerializationContext
{
    public const int HeaderBytes = 5;
    public const byte CompressedFlag = 1;

    private PooledBuffer? _target;
    private bool _complete;

    /// <summary>Appends one message; when it throws, the target is as before. RESOURCE_EXHAUSTED for a message over the limit.</summary>
    public void Write(PooledBuffer target, MessageCodec codec, object message, bool mayCompress)
    {
        var start = target.Length;
        try
        {
            target.GetSpan(HeaderBytes);
            target.Advance(HeaderBytes);
            _target = target;
            _complete = false;
            codec.Serialize(message, this);
            if (!_complete)
            {
                throw new InvalidOperationException("The marshaller did not complete the message.");
            }

            Finish(target, start, mayCompress);
        }
        catch
        {
            target.Truncate(start);
            throw;
        }
        finally
        {
            _target = null;
        }
    }

    public override void Complete(byte[] payload)
    {
        Target.Write(payload);
        _complete = true;
    }

    public override void SetPayloadLength(int payloadLength)
    {
        // Refused before the buffer grows, not after.
        CheckSize(payloadLength);
        Target.GetSpan(payloadLength);
    }

    public override IBufferWriter<byte> GetBufferWriter() => Target;

    public override void Complete() => _complete = true;

    private PooledBuffer Target => _target ?? throw new InvalidOperationException("The message has been completed.");

    private void Finish(PooledBuffer target, int start, bool mayCompress)
    {
        var length = target.Length - start - HeaderBytes;
        CheckSize(length);
        byte flag = 0;

        // An empty message is never compressed: GZipStream writes nothing for it, which other clients fail to decompress.
        if (mayCompress && length > 0 && length >= compressFromBytes)
        {
            using var compressed = Gzip.Compress(target.Written(start + HeaderBytes, length));
            if (compressed.Length < length)
            {
                target.Truncate(start + HeaderBytes);
                target.Write(compressed.WrittenSpan);
                length = compressed.Length;
                flag = CompressedFlag;
            }
        }

        var header = target.Written(start, HeaderBytes);
        header[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(header[1..], (uint)length);
    }

    private void CheckSize(int length)
    {
        if (length > maxBytes)
        {
            throw new RpcException(new Status(StatusCode.ResourceExhausted, $"The message to send has {length} bytes; the limit is {maxBytes}."));
        }
    }
}
