using Backorders.Grpc.Framing;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Backorders.Grpc.Server.Calls;

/// <summary>What a call's end means to the client: the status of an exception, and the way in which it is sent.</summary>
internal abstract partial class ServerCall
{
    private async Task SendOutcomeAsync(Status status)
    {
        try
        {
            await FinishAsync(status).ConfigureAwait(false);
        }
        catch (Exception e) when (ClientGone || e is TimeoutException or OperationCanceledException or IOException)
        {
            LogOutcomeUndelivered(Spec.Runtime.CallLogger, Spec.Method.FullName, status.StatusCode, e);
            await CloseWritesAsync(e).ConfigureAwait(false);
            Reset();
        }
        catch (Exception e)
        {
            // The response itself could not be sent: too large, or its marshaller failed. Nothing of it went out.
            Response = null;
            await FinishAsync(Translate(e)).ConfigureAwait(false);
        }
    }

    private Status Translate(Exception e)
    {
        switch (e)
        {
            case RpcException rpc:
                foreach (var trailer in rpc.Trailers)
                {
                    ResponseTrailers.Add(trailer);
                }

                return rpc.Status;
            case MalformedMessageException:
                return new Status(MalformedCode, "A message cannot be parsed: " + e.Message);
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return new Status(StatusCode.ResourceExhausted, "The request body is larger than the server allows.");
        }

        var cancelled = e is OperationCanceledException || (e is IOException && ClientGone);
        if (cancelled || ClientGone)
        {
            return _pastDeadline ? new Status(StatusCode.DeadlineExceeded, "The deadline has passed.")
                : _serverStopping && !ClientGone ? ShuttingDown
                : new Status(StatusCode.Cancelled, "The call was cancelled.");
        }

        LogHandlerFailed(Spec.Runtime.CallLogger, Spec.Method.FullName, e);
        return new Status(StatusCode.Unknown, Options.EnableDetailedErrors ? $"{e.GetType().Name}: {e.Message}" : "The handler failed.");
    }

    /// <summary>Whose fault a message is that cannot be parsed: by gRPC's table INTERNAL, by Connect's INVALID_ARGUMENT.</summary>
    protected virtual StatusCode MalformedCode => StatusCode.Internal;
}
