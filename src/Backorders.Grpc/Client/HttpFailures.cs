using System.Net;
using System.Net.Sockets;
using Grpc.Core;

namespace Backorders.Grpc.Client;

/// <summary>What a failure of HTTP means in gRPC. Sources: http-grpc-status-mapping.md; PROTOCOL-HTTP2.md, "Errors".</summary>
internal static class HttpFailures
{
    public static Status FromHttpStatus(HttpStatusCode status) => new(
        (int)status switch
        {
            400 => StatusCode.Internal,
            401 => StatusCode.Unauthenticated,
            403 => StatusCode.PermissionDenied,
            404 => StatusCode.Unimplemented,
            429 or 502 or 503 or 504 => StatusCode.Unavailable,
            _ => StatusCode.Unknown,
        },
        $"The server answered with the HTTP status {(int)status}, not with gRPC.");

    public static Status FromException(Exception e)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpProtocolException protocol && !IsUnansweredPing(protocol))
            {
                return new Status(FromHttp2Error(protocol.ErrorCode), $"The HTTP/2 stream was reset with the code {protocol.ErrorCode}.", e);
            }
        }

        return e switch
        {
            OperationCanceledException { InnerException: TimeoutException late } => new Status(StatusCode.Unavailable, "The connection failed: " + late.Message, e),
            OperationCanceledException => new Status(StatusCode.Cancelled, "The call was cancelled.", e),
            HttpRequestException or IOException or ObjectDisposedException => new Status(
                StatusCode.Unavailable, "The connection failed: " + TellingMost(e).Message, e),
            Framing.MalformedMessageException => new Status(StatusCode.Internal, "A response cannot be parsed: " + e.Message, e),
            _ => new Status(StatusCode.Internal, $"{e.GetType().Name}: {e.Message}", e),
        };
    }

    /// <summary>What could not be connected to stands in the outer message; of a connection that broke, the inner one says why.</summary>
    private static Exception TellingMost(Exception e) => e.InnerException is null or SocketException ? e : e.InnerException;

    /// <summary>
    /// SocketsHttpHandler reports it with the code of a peer that breaks the protocol, and names the setting in the message: Http2Connection.VerifyKeepAlive.
    /// </summary>
    private static bool IsUnansweredPing(HttpProtocolException e) => e.Message.Contains(nameof(SocketsHttpHandler.KeepAlivePingDelay), StringComparison.Ordinal);

    private static StatusCode FromHttp2Error(long code) => code switch
    {
        7 => StatusCode.Unavailable,         // REFUSED_STREAM: not processed, safe to retry
        8 => StatusCode.Cancelled,           // CANCEL
        11 => StatusCode.ResourceExhausted,  // ENHANCE_YOUR_CALM
        12 => StatusCode.PermissionDenied,   // INADEQUATE_SECURITY
        _ => StatusCode.Internal,
    };
}
