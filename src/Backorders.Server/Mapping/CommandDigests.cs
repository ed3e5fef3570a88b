using System.Buffers;
using System.Text;
using Backorders.Actors.Turns;
using Google.Protobuf;

namespace Backorders.Server.Mapping;

/// <summary>What a command says, in 16 bytes: its kind and its message in their one binary form, whether they came by gRPC, by JSON or in a stream.</summary>
internal static class CommandDigests
{
    public static CommandDigest Of(string kind, IMessage message)
    {
        int size = message.CalculateSize();
        int nameSize = Encoding.UTF8.GetByteCount(kind) + 1;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(nameSize + size);
        try
        {
            Span<byte> payload = buffer.AsSpan(0, nameSize + size);
            Encoding.UTF8.GetBytes(kind, payload);
            payload[nameSize - 1] = 0;
            message.WriteTo(payload[nameSize..]);
            return CommandDigest.Of(payload);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
