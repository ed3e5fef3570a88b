using System.Buffers;
using System.Runtime.ExceptionServices;

namespace Backorders.V1;

/// <summary>
/// The request stream of a call, on which messages that are flushed while an earlier flush is still under way leave together. The first flush of an idle stream starts at
/// once, so a lone message never waits for another one.
/// </summary>
/// <remarks>
/// <para>
/// Until something is flushed, writes go straight through: a call with one request flushes nothing, a call with many flushes its headers first. From then on a flush returns
/// without having sent: a failure of the stream below is thrown by a later write or flush, or by <see cref="CompleteAsync"/>.
/// </para>
/// <para>One writer at a time, as of any stream. Bytes are sent in the order in which they were written, by one send at a time.</para>
/// </remarks>
/// <param name="inner">The stream below; not closed here.</param>
/// <param name="sending">Ends what is being sent: no write of the caller's own ends a send that carries others' bytes too.</param>
internal sealed class BurstStream(Stream inner, CancellationToken sending) : Stream
{
    /// <summary>Bytes that may wait for the send under way; a write beyond that waits. As much as HTTP/2 lets a stream send before its receiver has read.</summary>
    public const int WaitingBytesMax = 64 * 1024;

    private readonly Lock gate = new();
    private byte[] waiting = [];
    private int waitingBytes;
    private bool gathers;
    private bool isSending;
    private Task send = Task.CompletedTask;
    private TaskCompletionSource? room;
    private ExceptionDispatchInfo? failure;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!gathers)
        {
            return inner.WriteAsync(buffer, cancellationToken);
        }

        return TryGather(buffer, out Task free) ? ValueTask.CompletedTask : new ValueTask(WaitAsync(free, buffer, cancellationToken));
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        gathers = true;
        return Send() ? Task.CompletedTask : inner.FlushAsync(cancellationToken);
    }

    /// <summary>Returns when all that was written has been sent.</summary>
    /// <exception cref="IOException">Or whatever else the stream below failed with.</exception>
    public async Task CompleteAsync()
    {
        Send();
        await send.ConfigureAwait(false);
        failure?.Throw();
    }

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    private async Task WaitAsync(Task free, ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        do
        {
            Send();
            await free.WaitAsync(cancellation).ConfigureAwait(false);
        }
        while (!TryGather(message, out free));
    }

    /// <summary>Puts a message behind those that wait.</summary>
    /// <param name="message">The message.</param>
    /// <param name="free">Otherwise done when there is room.</param>
    private bool TryGather(ReadOnlyMemory<byte> message, out Task free)
    {
        lock (gate)
        {
            failure?.Throw();
            free = Task.CompletedTask;

            // A message larger than the limit goes alone: what waits is bounded by the limit or by one message.
            if (waitingBytes > 0 && waitingBytes + message.Length > WaitingBytesMax)
            {
                room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                free = room.Task;
                return false;
            }

            Append(message.Span);
            return true;
        }
    }

    private void Append(ReadOnlySpan<byte> message)
    {
        if (waitingBytes + message.Length > waiting.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(waitingBytes + message.Length, 2 * waiting.Length));
            waiting.AsSpan(0, waitingBytes).CopyTo(larger);
            Return(waiting);
            waiting = larger;
        }

        message.CopyTo(waiting.AsSpan(waitingBytes));
        waitingBytes += message.Length;
    }

    /// <summary>Starts to send what waits, unless a send is under way, which takes it along.</summary>
    /// <returns>Whether a send is under way.</returns>
    private bool Send()
    {
        lock (gate)
        {
            failure?.Throw();
            if (isSending || waitingBytes == 0)
            {
                return isSending;
            }

            isSending = true;
        }

        send = SendAsync();
        return true;
    }

    private async Task SendAsync()
    {
        try
        {
            while (TryTake(out byte[] part, out int bytes))
            {
                await inner.WriteAsync(part.AsMemory(0, bytes), sending).ConfigureAwait(false);
                await inner.FlushAsync(sending).ConfigureAwait(false);

                // Not after a failure: the stream below may then still hold the bytes.
                Return(part);
            }
        }
        catch (Exception e)
        {
            lock (gate)
            {
                (failure, waiting, waitingBytes) = (ExceptionDispatchInfo.Capture(e), [], 0);
                room?.TrySetResult();
            }
        }
    }

    private bool TryTake(out byte[] part, out int bytes)
    {
        lock (gate)
        {
            (part, bytes) = (waiting, waitingBytes);
            (waiting, waitingBytes) = ([], 0);
            room?.TrySetResult();
            room = null;
            return isSending = bytes > 0;
        }
    }

    private static void Return(byte[] bytes)
    {
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
