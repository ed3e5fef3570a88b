using Backorders.Server.Common;
using Backorders.Server.Metrics;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Backorders.Server.Edge;

/// <summary>
/// Measures every call, refused ones too, and refuses what its key has no right to. It knows of a call what stands in its endpoint's metadata and its headers: nothing of the request
/// is read for a caller who may not make it.
/// </summary>
internal sealed partial class CallMiddleware(
    RequestDelegate next, CallGuard guard, ServerInstruments instruments, NodeClock clock, OpenStreams streams, ILogger<CallMiddleware> logger)
{
    /// <summary>Runs for every request; what is no call passes.</summary>
    public Task InvokeAsync(HttpContext http)
    {
        Endpoint? endpoint = http.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<CallInfo>() is { } call)
        {
            return RunAsync(http, call);
        }

        // Whoever maps a service without saying what its calls need has left a door open: it is shut.
        return endpoint?.Metadata.GetMetadata<GrpcMethodMetadata>() is null
            ? next(http)
            : EarlyAnswer.WriteAsync(http, new RpcException(new Status(StatusCode.PermissionDenied, "Nobody may make this call: no right is written for it.")));
    }

    private async Task RunAsync(HttpContext http, CallInfo call)
    {
        long began = clock.Waiting.GetTimestamp();
        StatusCode status = StatusCode.Unknown;
        instruments.CallBegan();
        if (!call.IsUnary)
        {
            streams.Enter();
        }

        try
        {
            if (await guard.RefuseAsync(http, call).ConfigureAwait(false) is { } refused)
            {
                status = refused.StatusCode;
                await EarlyAnswer.WriteAsync(http, refused).ConfigureAwait(false);
                return;
            }

            await next(http).ConfigureAwait(false);
            status = StatusOf(http, call);
            if (!call.IsUnary)
            {
                await SendAsync(http).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException && http.RequestAborted.IsCancellationRequested)
        {
            // A body that its client stops sending ends here, before the library has seen the call.
            status = StatusCode.Cancelled;
        }
        catch (BadHttpRequestException)
        {
            // The same, seen before the request counts as aborted. Thrown on, it would be logged as a failure of the node.
            status = StatusCode.Cancelled;
            http.Abort();
        }
        finally
        {
            if (!call.IsUnary)
            {
                streams.Leave();
                guard.Ended(http, call);
            }

            instruments.CallEnded(call.Path, status, clock.Waiting.GetElapsedTime(began).TotalSeconds);
        }
    }

    /// <summary>Sends the last of a stream before it is over (<see cref="OpenStreams"/>).</summary>
    private async Task SendAsync(HttpContext http)
    {
        if (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        try
        {
            await http.Response.CompleteAsync().WaitAsync(StreamCallContext.StalledMax, clock.Waiting).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or TimeoutException)
        {
            StreamCallContext.Reset(http);
        }
    }

    /// <summary>
    /// How the library ended the call. What a handler threw is a status by then (<see cref="OutcomeInterceptor"/>), so an exception that is still there came from reading the request or
    /// writing the response, and the library calls that UNKNOWN.
    /// </summary>
    private StatusCode StatusOf(HttpContext http, CallInfo info)
    {
        if (http.Features.Get<IServerCallContextFeature>()?.ServerCallContext is not { } call)
        {
            return EarlyAnswer.StatusOf(http) ?? StatusCode.Unknown;
        }

        if (call.Status is { StatusCode: StatusCode.Unknown, DebugException: { } e })
        {
            bool isBroken = BrokenMessage.Is(e);
            call.Status = http.RequestAborted.IsCancellationRequested ? new Status(StatusCode.Cancelled, "The call was cancelled.")
                : isBroken ? BrokenMessage.StatusOf(e)
                : new Status(StatusCode.Internal, "The call could not be read or answered.");
            if (!isBroken && !http.RequestAborted.IsCancellationRequested)
            {
                LogNotCarried(info.Path, e);
            }

            if (!http.Response.HasStarted)
            {
                EarlyAnswer.Put(http.Response.Headers, call.Status);
            }
        }

        return call.Status.StatusCode;
    }
}
