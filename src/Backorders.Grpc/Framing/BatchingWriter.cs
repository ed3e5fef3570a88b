using Grpc.Core;

namespace Backorders.Grpc.Framing;

/// <summary>
/// The sending half of a stream. A message goes out at once when the line is idle; the messages written while a flush is in flight go out together
/// with the next one. So a lone message has no delay, a burst costs one flush for many messages, and there is no timer.
/// </summary>
/// <remarks>
/// Backpressure: a write that fills the buffer to <see cref="HighWaterBytes"/> completes only when its batch was taken by the transport, that is, when
/// the peer's flow-control window had room for it. At most two batches are held: one in flight, one filling.
/// A message written with <see cref="WriteFlags.BufferHint"/> starts no flush.
/// </remarks>
internal sealed class BatchingWriter(BatchSink sink, FrameWriter frames)
{
    /// <summary>Four HTTP/2 frames of the usual 16 KB: enough to use a flush well, little enough to hold for thousands of streams.</summary>
    public const int HighWaterBytes = 64 * 1024;

    private readonly Lock _gate = new();
    private PooledBuffer _filling = new();
    private PooledBuffer _sending = new();
    private Task _pump = Task.CompletedTask;
    private TaskCompletionSource? _room;
    private Exception? _failure;
    private bool _pumping;
    private bool _released;

    public Task WriteAsync(MessageCodec codec, object message, WriteFlags flags)
    {
        lock (_gate)
        {
            if (_failure is not null)
            {
                return Task.FromException(_failure);
            }

            frames.Write(_filling, codec, message, (flags & WriteFlags.NoCompress) == 0);
            var full = _filling.Length >= HighWaterBytes;
            Task? room = null;
            if (full)
            {
                _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = _room.Task;
            }

            if (full || (flags & WriteFlags.BufferHint) == 0)
            {
                StartPump();
            }

            return room ?? (_failure is null ? Task.CompletedTask : Task.FromException(_failure));
        }
    }

    /// <summary>Sends what is buffered; completes when the transport has taken all of it. Throws what the sink threw.</summary>
    public async Task DrainAsync()
    {
        Task pump;
        lock (_gate)
        {
            if (_failure is null && _filling.Length > 0)
            {
                StartPump();
            }

            pump = _pump;
        }

        await pump.ConfigureAwait(false);
        if (_failure is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>Refuses further writes with the reason, frees waiting writers, and completes when the batch in flight is done with.</summary>
    public Task CloseAsync(Exception reason)
    {
        TaskCompletionSource? room;
        Task pump;
        lock (_gate)
        {
            _failure ??= reason;
            room = _room;
            _room = null;
            pump = _pump;
            ReleaseIfIdle();
        }

        Fail(room, reason);
        return pump;
    }

    private void StartPump()
    {
        if (!_pumping)
        {
            _pumping = true;
            _pump = PumpAsync();
        }
    }

    private async Task PumpAsync()
    {
        TaskCompletionSource? room = null;
        try
        {
            while (TakeBatch(out room))
            {
                await sink.SendAsync(_sending.WrittenMemory).ConfigureAwait(false);
                room?.TrySetResult();
            }
        }
        catch (Exception e)
        {
            TaskCompletionSource? next;
            lock (_gate)
            {
                _failure ??= e;
                _pumping = false;
                next = _room;
                _room = null;
                ReleaseIfIdle();
            }

            Fail(room, e);
            Fail(next, e);
        }
    }

    private bool TakeBatch(out TaskCompletionSource? room)
    {
        lock (_gate)
        {
            room = _room;
            _room = null;
            _sending.Truncate(0);
            if (_failure is not null || _filling.Length == 0)
            {
                _pumping = false;
                ReleaseIfIdle();
                return false;
            }

            (_filling, _sending) = (_sending, _filling);
            return true;
        }
    }

    /// <summary>Buffers go back to the pool only when no write and no send can touch them.</summary>
    private void ReleaseIfIdle()
    {
        if (_failure is not null && !_pumping && !_released)
        {
            _released = true;
            _filling.Dispose();
            _sending.Dispose();
        }
    }

    private static void Fail(TaskCompletionSource? room, Exception reason)
    {
        if (room is not null && room.TrySetException(reason))
        {
            // The writer may have gone already; its status tells what happened.
            _ = room.Task.Exception;
        }
    }
}
