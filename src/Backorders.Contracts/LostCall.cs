using System.Net.Sockets;
using Grpc.Core;

namespace Backorders.V1;

/// <summary>Tells a call whose server was not reached, or went away in the middle, from one that was answered.</summary>
public static class LostCall
{
    /// <summary>
    /// Whether the server could not be reached, was lost, or shuts down. What it did with the call is not known. False when the caller cancelled the call itself,
    /// or its deadline passed.
    /// </summary>
    public static bool Is(RpcException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);

        // A connection that is reset or closed comes with a code of HTTP/2, and that becomes one of gRPC; an answer, or the caller's own end, has no exception of the
        // transport behind it.
        return failure.StatusCode == StatusCode.Unavailable
            || (failure.StatusCode is StatusCode.Internal or StatusCode.Cancelled or StatusCode.ResourceExhausted or StatusCode.Unknown
                && (failure.Status.DebugException is HttpRequestException or IOException || TimeoutIn(failure.Status.DebugException) is not null));
    }

    /// <summary>Whether no connection came about, so that nobody can have seen the call: it may go to another server even if it carries no key.</summary>
    public static bool NeverLeft(RpcException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return TimeoutIn(failure.Status.DebugException) is not null || failure.Status.DebugException is HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
        };
    }

    /// <summary>Why the server was not reached or was lost, in words; the status's own when it does not say.</summary>
    public static string WhyOf(RpcException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure.Status.DebugException switch
        {
            { } e when TimeoutIn(e) is { } late => "The connection failed: " + late.Message,

            // What could not be connected to stands in the outer message; of a connection that broke, the inner one says why.
            HttpRequestException or IOException => "The connection failed: " + TellingMost(failure.Status.DebugException).Message,
            _ => failure.Status.Detail,
        };
    }

    /// <summary>A connection that was not made in time cancels its call, with the reason some steps inside.</summary>
    private static TimeoutException? TimeoutIn(Exception? e) => e switch
    {
        TimeoutException late => late,
        OperationCanceledException cancelled => TimeoutIn(cancelled.InnerException),
        _ => null,
    };

    private static Exception TellingMost(Exception e) => e.InnerException is null or SocketException ? e : e.InnerException;
}
