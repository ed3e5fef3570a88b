using Backorders.Grpc.Framing;
using Grpc.Core;

namespace Backorders.Grpc.Client;

internal sealed partial class ClientCall<TRequest, TResponse>
{
    /// <summary>Timers hold no more than about 49 days; a deadline further off never matters.</summary>
    private static readonly TimeSpan TimerMax = TimeSpan.FromDays(40);

    /// <summary>How long a failed write waits for the status that explains it.</summary>
    private static readonly TimeSpan ExplanationMax = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _cancellation = new();
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _callerRegistration;
    private CancellationTokenRegistration _shutdownRegistration;
    private ITimer? _deadlineTimer;
    private BatchingWriter? _upload;
    private UploadContent? _uploadContent;
    private Metadata _trailers = Metadata.Empty;
    private Status? _status;
    private Status? _reason;

    private CancellationToken Cancellation => _cancellation.Token;

    public Status GetStatus() => _status ?? throw new InvalidOperationException("The call is still in flight.");

    public Metadata GetTrailers() => _status is null ? throw new InvalidOperationException("The call is still in flight.") : _trailers;

    public void Dispose() => GiveUp(new Status(StatusCode.Cancelled, "The call was disposed."));

    public async Task<RpcException> ExplainAsync(Exception failure)
    {
        try
        {
            await _end.Task.WaitAsync(ExplanationMax, Options.TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return new RpcException(new Status(
                StatusCode.Cancelled, "The server takes no more requests on this call; read its responses to the end for the status.", failure));
        }

        return Failure();
    }

    /// <summary>Starts the clock. False when the call is over before it began.</summary>
    private bool Begin(out TimeSpan? timeout)
    {
        timeout = null;
        if (_options.Deadline is { } deadline && deadline != DateTime.MaxValue)
        {
            var left = deadline.ToUniversalTime() - Options.TimeProvider.GetUtcNow().UtcDateTime;
            if (left <= TimeSpan.Zero)
            {
                End(new Status(StatusCode.DeadlineExceeded, "The deadline had passed before the call."));
                return false;
            }

            timeout = left;
            if (left < TimerMax)
            {
                _deadlineTimer = Options.TimeProvider.CreateTimer(
                    static call => ((ClientCall<TRequest, TResponse>)call!).OnDeadline(),
                    this,
                    left,
                    Timeout.InfiniteTimeSpan);
            }
        }

        _callerRegistration = _options.CancellationToken.UnsafeRegister(static call => ((ClientCall<TRequest, TResponse>)call!).OnCancelled(), this);
        _shutdownRegistration = _channel.Shutdown.UnsafeRegister(
            static call => ((ClientCall<TRequest, TResponse>)call!).GiveUp(new Status(StatusCode.Cancelled, "The channel was closed.")), this);
        if (_status is null)
        {
            return true;
        }

        // A token that had fired ended the call from within: the end did not see what was registered after it, and the channel may live long.
        _callerRegistration.Unregister();
        _shutdownRegistration.Unregister();
        return false;
    }

    private void OnDeadline() => GiveUp(new Status(StatusCode.DeadlineExceeded, "The deadline has passed."));

    private void OnCancelled() => GiveUp(new Status(StatusCode.Cancelled, "The caller cancelled the call."));

    /// <summary>Resets the stream; whoever reads it ends the call with the reason.</summary>
    private void GiveUp(Status reason)
    {
        lock (_gate)
        {
            if (_status is not null)
            {
                return;
            }

            _reason ??= reason;
        }

        try
        {
            _cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            return;
        }

        // Nobody may be reading, and writers must not wait for ever.
        End(reason);
    }

    private void ThrowIfEnded()
    {
        if (_status is not null)
        {
            throw Failure();
        }
    }

    private RpcException Failure()
    {
        var status = GetStatus();
        return new RpcException(status, _trailers);
    }

    /// <summary>The first end counts. Frees everything: connection stream, timers, waiting writers.</summary>
    private void End(Status status)
    {
        lock (_gate)
        {
            if (_status is not null)
            {
                return;
            }

            _status = status;
        }

        _deadlineTimer?.Dispose();
        _callerRegistration.Unregister();
        _shutdownRegistration.Unregister();
        if (!_responseHeaders.Task.IsCompleted && _responseHeaders.TrySetException(Failure()))
        {
            // Most callers never ask for the headers.
            _ = _responseHeaders.Task.Exception;
        }

        _end.TrySetResult();
        if (_upload is not null)
        {
            _ = _upload.CloseAsync(Failure());
            if (status.StatusCode == StatusCode.OK)
            {
                _uploadContent!.Finish();
            }
            else
            {
                _uploadContent!.Break(Failure());
            }
        }

        if (status.StatusCode != StatusCode.OK || _upload is not null)
        {
            _cancellation.Cancel();
        }

        _response?.Dispose();
    }

    private Status ToStatus(Exception e)
    {
        if (_status is { } ended)
        {
            return ended;
        }

        if (_reason is { } reason)
        {
            return reason;
        }

        return e is RpcException rpc ? rpc.Status : HttpFailures.FromException(e);
    }
}
