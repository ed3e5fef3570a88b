using Grpc.Core;

namespace Backorders.Grpc.Client;

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
            || (failure.StatusCode is StatusCode.Internal or StatusCode.Cancelled or StatusCode.ResourceExhausted
                && failure.Status.DebugException is HttpRequestException or IOException or OperationCanceledException { InnerException: TimeoutException });
    }

    /// <summary>Whether no connection came about, so that nobody can have seen the call: it may go to another server even if it carries no key.</summary>
    public static bool NeverLeft(RpcException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure.Status.DebugException is OperationCanceledException { InnerException: TimeoutException } or HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
        };
    }
}
