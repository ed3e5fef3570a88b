using System.Buffers;

namespace Grpc.Core;

/// <summary>
/// Where a marshaller puts one message: either <see cref="Complete(byte[])"/>, or length, buffer writer and <see cref="Complete()"/>.
/// </summary>
public abstract class SerializationContext
{
    /// <summary>The whole message as one array.</summary>
    public virtual void Complete(byte[] payload) => throw new NotSupportedException();

    /// <summary>Writes into the transport's buffer.</summary>
    public virtual IBufferWriter<byte> GetBufferWriter() => throw new NotSupportedException();

    /// <summary>Announces the length in bytes, before <see cref="GetBufferWriter"/>; spares the transport a copy.</summary>
    public virtual void SetPayloadLength(int payloadLength)
    {
    }

    /// <summary>Ends a message that went through the buffer writer.</summary>
    public virtual void Complete() => throw new NotSupportedException();
}
