using System.Buffers;

namespace Grpc.Core;

/// <summary>Serves <see cref="Marshaller{T}.Serializer"/> for marshallers that write to buffers.</summary>
internal sealed class ArraySerializationContext : SerializationContext
{
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private byte[]? _payload;

    public static byte[] ToArray<T>(T message, Action<T, SerializationContext> serializer)
    {
        var context = new ArraySerializationContext();
        serializer(message, context);
        return context._payload ?? throw new InvalidOperationException("The marshaller did not complete the message.");
    }

    public override void Complete(byte[] payload) => _payload = payload;

    public override IBufferWriter<byte> GetBufferWriter() => _buffer;

    public override void SetPayloadLength(int payloadLength)
    {
    }

    public override void Complete() => _payload = _buffer.WrittenSpan.ToArray();
}
