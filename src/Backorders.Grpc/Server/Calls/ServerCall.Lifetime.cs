using Backorders.Grpc.Framing;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Backorders.Grpc.Server.Calls;

/// <summary>
/// How a call runs and ends. It ends exactly once: when the handler is done, or ahead of a handler that ignores its token after the deadline or the
/// shutdown. In the second case the request stays open until the handler is done too, because the handler may still use its HttpContext.
/// </summary>
internal abstract partial class ServerCall
{
    /// <summary>HTTP/2 CANCEL (RFC 9113 §7).</summary>
    private const int ResetCancel = 8;

    /// <summary>A client that does not take the last frames this long after the deadline is reset.</summary>
    private static readonly TimeSpan FarewellMax = TimeSpan.FromSeconds(1);

    /// <summary>Timers hold no more than about 49 days; a deadline further off never matters.</summary>
    private static readonly TimeSpan TimerMax = TimeSpan.FromDays(40);

    /// <summary>Below Kestrel's default limit for a body (30,000,000 bytes) with room for frame headers.</summary>
    private const int KestrelBodyBytesMax = 29_000_000;

    private readonly Lock _gate = new();
    private DateTime _deadline = DateTime.MaxValue;
    private CancellationTokenSource? _cancellation;
    private CancellationTokenRegistration _clientGoneRegistration;
    private CancellationTokenRegistration _stoppingRegistration;
    private ITimer? _deadlineTimer;
    private ITimer? _graceTimer;
    private Task? _abandoning;
    private bool _ended;
    private bool _pastDeadline;
    private bool _serverStopping;

    /// <summary>The final status has been decided; nothing more of the handler's goes out.</summary>
    protected bool HasEnded => Volatile.Read(ref _ended);

    protected TimeProvider Time => Spec.Runtime.Time;

    private bool ClientGone => Http.RequestAborted.IsCancellationRequested;

    protected override CancellationToken CancellationTokenCore
    {
        get
        {
            lock (_gate)
            {
                return (_cancellation ??= MakeCancellation()).Token;
            }
        }
    }

    /// <summary>Runs the filters and the handler, and sends the outcome. Never throws for what the call did.</summary>
    public async Task RunAsync(ServerCallNext pipeline)
    {
        Status status;
        try
        {
            Begin();
            await pipeline(this).ConfigureAwait(false);
            status = Status;
        }
        catch (Exception e)
        {
            status = Translate(e);
        }

        StopWatching();
        if (!TryEnd(out var abandoning))
        {
            await abandoning.ConfigureAwait(false);
            return;
        }

        await SendOutcomeAsync(status).ConfigureAwait(false);
    }

    /// <summary>The protocol's timeout, null for none. Throws <see cref="RpcException"/> for one that cannot be read.</summary>
    protected abstract TimeSpan? ReadTimeout();

    /// <summary>Checks and notes the protocol's own headers. Throws <see cref="RpcException"/>.</summary>
    protected abstract void ReadProtocolHeaders();

    /// <summary>Sends response and status after the handler. May throw what the transport or the marshaller throws.</summary>
    protected abstract Task FinishAsync(Status status);

    /// <summary>Stops the handler's writes, for good, and frees those that wait.</summary>
    protected virtual Task CloseWritesAsync(Exception reason) => Task.CompletedTask;

    /// <summary>Resets the stream: for a client that takes nothing any more.</summary>
    protected void Reset()
    {
        if (Http.Features.Get<IHttpResetFeature>() is { } reset)
        {
            reset.Reset(ResetCancel);
        }
        else
        {
            Http.Abort();
        }
    }

    private void Begin()
    {
        ReadProtocolHeaders();
        if (ReadTimeout() is { } timeout)
        {
            var now = Time.GetUtcNow().UtcDateTime;
            _deadline = timeout < DateTime.MaxValue - now ? now + timeout : DateTime.MaxValue;
            if (timeout <= TimeSpan.Zero)
            {
                throw new RpcException(new Status(StatusCode.DeadlineExceeded, "The deadline had passed on arrival."));
            }

            if (timeout < TimerMax)
            {
                _deadlineTimer = Time.CreateTimer(static call => ((ServerCall)call!).OnDeadline(), this, timeout, Timeout.InfiniteTimeSpan);
            }
        }

        if (Spec.IsStreaming)
        {
            AllowSlowUpload();
            AllowLargeUpload();
            _stoppingRegistration = Spec.Runtime.Stopping.UnsafeRegister(static call => ((ServerCall)call!).OnStopping(), this);
        }
        else if (Options.MaxReceiveMessageBytes > KestrelBodyBytesMax)
        {
            AllowLargeUpload();
        }
    }

    /// <summary>An idle stream below Kestrel's minimum rate would cost the whole connection.</summary>
    private void AllowSlowUpload()
    {
        if (Http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }

    /// <summary>
    /// Our own limit is per message; Kestrel's is for the whole body, and would end a long stream. Must happen before the first read.
    /// </summary>
    private void AllowLargeUpload()
    {
        if (Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }
    }

    private CancellationTokenSource MakeCancellation()
    {
        // Never disposed: it holds no timer, and the client may go at the very moment when the call ends.
        var source = new CancellationTokenSource();
        if (_pastDeadline || _serverStopping)
        {
            source.Cancel();
        }

        _clientGoneRegistration = Http.RequestAborted.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), source);
        return source;
    }

    private void OnDeadline()
    {
        _pastDeadline = true;
        Abandon(new Status(StatusCode.DeadlineExceeded, "The deadline has passed."));
    }

    private void OnStopping()
    {
        _serverStopping = true;
        if (Options.ShutdownGrace > TimeSpan.Zero)
        {
            lock (_gate)
            {
                if (!_ended)
                {
                    _graceTimer = Time.CreateTimer(
                        static call => ((ServerCall)call!).Abandon(ShuttingDown), this, Options.ShutdownGrace, Timeout.InfiniteTimeSpan);
                }
            }

            // Writes stay possible, so that a handler can still answer what it has taken in.
            CancelHandler();
        }
        else
        {
            Abandon(ShuttingDown);
        }
    }

    private static Status ShuttingDown => new(StatusCode.Unavailable, "The server is shutting down.");

    /// <summary>Ends the call ahead of its handler.</summary>
    private void Abandon(Status status)
    {
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            _ended = true;
            _abandoning = AbandonAsync(status);
        }
    }

    private async Task AbandonAsync(Status status)
    {
        // Away from the timer's thread and out of the lock: cancelling runs the handler's own callbacks.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var writes = CloseWritesAsync(new OperationCanceledException(status.Detail));
            CancelHandler();
            await writes.WaitAsync(FarewellMax, Time).ConfigureAwait(false);
            Response = null;
            await FinishAsync(status).WaitAsync(FarewellMax, Time).ConfigureAwait(false);
            await Http.Response.CompleteAsync().WaitAsync(FarewellMax, Time).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            LogFarewellFailed(Spec.Runtime.CallLogger, Spec.Method.FullName, status.StatusCode, e);
            Reset();
        }
    }

    private void CancelHandler()
    {
        CancellationTokenSource? source;
        lock (_gate)
        {
            source = _cancellation;
        }

        try
        {
            source?.Cancel();
        }
        catch (AggregateException e)
        {
            LogCancellationCallbackFailed(Spec.Runtime.CallLogger, Spec.Method.FullName, e);
        }
    }

    private bool TryEnd(out Task abandoning)
    {
        lock (_gate)
        {
            abandoning = _abandoning ?? Task.CompletedTask;
            var first = !_ended;
            _ended = true;
            return first;
        }
    }

    private void StopWatching()
    {
        _deadlineTimer?.Dispose();
        _stoppingRegistration.Unregister();
        _clientGoneRegistration.Unregister();
        lock (_gate)
        {
            _graceTimer?.Dispose();
        }
    }
}
