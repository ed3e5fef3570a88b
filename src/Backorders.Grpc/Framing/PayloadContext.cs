using System.Buffers;
using Grpc.Core;

namespace Backorders.Grpc.Framing;

/// <summary>The one message that is being parsed; reused for the messages of a call.</summary>
internal sealed class PayloadContext : DeserializationContext
{
    private ReadOnlySequence<byte> _payload;

    public override int PayloadLength => checked((int)_payload.Length);

    public void Set(in ReadOnlySequence<byte> payload) => _payload = payload;

    public override byte[] PayloadAsNewBuffer() => _payload.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => _payload;
}
