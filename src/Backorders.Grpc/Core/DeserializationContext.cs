using System.Buffers;

namespace Grpc.Core;

/// <summary>One received message, valid until the marshaller returns.</summary>
public abstract class DeserializationContext
{
    /// <summary>Bytes of the message, after decompression.</summary>
    public abstract int PayloadLength { get; }

    /// <summary>A copy that the marshaller may keep.</summary>
    public virtual byte[] PayloadAsNewBuffer() => throw new NotSupportedException();

    /// <summary>The transport's own buffers; not to be kept.</summary>
    public virtual ReadOnlySequence<byte> PayloadAsReadOnlySequence() => new(PayloadAsNewBuffer());
}
