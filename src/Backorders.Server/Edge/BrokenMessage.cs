using Google.Protobuf;
using Grpc.Core;

namespace Backorders.Server.Edge;

/// <summary>A client's bytes that are no message: neither its handler's fault nor a matter for the log.</summary>
internal static class BrokenMessage
{
    /// <summary>Whether reading failed because of what was read: the frame, its compression, or the message in it.</summary>
    public static bool Is(Exception? e) => e is InvalidProtocolBufferException or InvalidDataException or OverflowException;

    /// <summary>What the client is told.</summary>
    public static Status StatusOf(Exception e) => new(StatusCode.Internal, "A message cannot be parsed: " + e.Message);
}
