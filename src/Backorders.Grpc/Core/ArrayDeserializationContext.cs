using System.Buffers;

namespace Grpc.Core;

/// <summary>Serves <see cref="Marshaller{T}.Deserializer"/> for marshallers that read from buffers.</summary>
internal sealed class ArrayDeserializationContext(byte[] payload) : DeserializationContext
{
    public override int PayloadLength => payload.Length;

    public override byte[] PayloadAsNewBuffer() => payload.AsSpan().ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => new(payload);
}
