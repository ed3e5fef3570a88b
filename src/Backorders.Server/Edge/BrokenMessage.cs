using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Backorders.Server.Edge;

/// <summary>A client's bytes that are no message: neither its handler's fault nor a matter for the log.</summary>
internal static class BrokenMessage
{
    /// <summary>Whether reading failed because of what was read: the frame, its compression, or the message in it. Text that is not base64 gets a general exception of the library's.</summary>
    public static bool Is(Exception? e) =>
        e is InvalidProtocolBufferException or InvalidDataException or OverflowException or InvalidOperationException { Source: "Grpc.AspNetCore.Web" }
        || (e is BadHttpRequestException body && !IsCutOff(body));

    /// <summary>Whether a body ended before it was whole: its client is gone. The server has one type for all that can be wrong with a body.</summary>
    public static bool IsCutOff(BadHttpRequestException e) => e.Message.StartsWith("Unexpected end", StringComparison.Ordinal);

    /// <summary>What the client is told.</summary>
    public static Status StatusOf(Exception e) => e is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }
        ? new(StatusCode.ResourceExhausted, "The request body is larger than the server allows.")
        : new(StatusCode.Internal, "A message cannot be parsed: " + e.Message);
}
