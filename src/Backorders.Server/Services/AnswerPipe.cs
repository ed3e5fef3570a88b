using System.Threading.Channels;
using Grpc.Core;

namespace Backorders.Server.Services;

/// <summary>
/// A stream in which every message is a command and gets one answer, in order. Reading runs ahead: each message is submitted as it comes, so a whole burst
/// shares one append; the answers wait in a bounded queue and are written as they become durable.
/// </summary>
/// <remarks>
/// When the queue is full, reading stops, the transport's window closes and the client waits: nothing is dropped and nothing piles up. When the stream is
/// cut or the node stops, what was taken in is still carried out and, as far as the client listens, answered.
/// </remarks>
/// <param name="submit">Submits a message before it returns. Its task is waited for by nobody until all before it are answered: a wait of its own for each would be the dearest part of a scan.</param>
/// <param name="note">What is to be done with an outcome before it is told, and also when nobody listens any more.</param>
/// <param name="answer">The answer that tells it.</param>
/// <param name="pendingMax">How many may wait.</param>
internal sealed class AnswerPipe<TRequest, TOutcome, TResponse>(
    Func<TRequest, Task<TOutcome>> submit, Func<TRequest, TOutcome, ValueTask> note, Func<TRequest, TOutcome, TResponse> answer, int pendingMax)
{
    private readonly Channel<(TRequest Request, Task<TOutcome> Outcome)> pending = Channel.CreateBounded<(TRequest, Task<TOutcome>)>(
        new BoundedChannelOptions(pendingMax) { SingleReader = true, SingleWriter = true });

    /// <summary>Runs until the client has said all and has been told all.</summary>
    public async Task RunAsync(IAsyncStreamReader<TRequest> requests, IServerStreamWriter<TResponse> responses, CancellationToken cancellation)
    {
        Task writing = WriteAsync(responses);
        try
        {
            while (await MoveNextAsync(requests, writing, cancellation).ConfigureAwait(false))
            {
                TRequest request = requests.Current;
                (TRequest Request, Task<TOutcome> Outcome) next = (request, submit(request));
                if (!pending.Writer.TryWrite(next) && !await PutAsync(next).ConfigureAwait(false))
                {
                    await note(request, await next.Outcome.ConfigureAwait(false)).ConfigureAwait(false);
                    break; // the writing half has failed; it says why
                }
            }
        }
        finally
        {
            pending.Writer.TryComplete();
            await writing.ConfigureAwait(false);
        }
    }

    private static ValueTask<bool> MoveNextAsync(IAsyncStreamReader<TRequest> requests, Task writing, CancellationToken cancellation)
    {
        Task<bool> move = requests.MoveNext(cancellation);
        return move.IsCompletedSuccessfully ? new ValueTask<bool>(move.Result) : WaitAsync(move, writing);
    }

    /// <summary>Waits for a message, but not after the writing half has failed.</summary>
    private static async ValueTask<bool> WaitAsync(Task<bool> move, Task writing)
    {
        if (await Task.WhenAny(move, writing).ConfigureAwait(false) == writing)
        {
            return false;
        }

        return await move.ConfigureAwait(false);
    }

    private async Task WriteAsync(IServerStreamWriter<TResponse> responses)
    {
        SharedFlushes<TResponse> together = new(responses);
        try
        {
            while (await pending.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                while (pending.Reader.TryRead(out (TRequest Request, Task<TOutcome> Outcome) next))
                {
                    TOutcome outcome = await next.Outcome.ConfigureAwait(false);
                    await note(next.Request, outcome).ConfigureAwait(false);
                    bool isNextReady = pending.Reader.TryPeek(out (TRequest Request, Task<TOutcome> Outcome) following) && following.Outcome.IsCompletedSuccessfully;
                    await together.WriteAsync(answer(next.Request, outcome), isNextReady).ConfigureAwait(false);
                }
            }
        }
        catch (Exception)
        {
            pending.Writer.TryComplete();
            await NoteRestAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits for room in the queue.</summary>
    /// <returns>Whether there was any before the writing half failed.</returns>
    private async ValueTask<bool> PutAsync((TRequest Request, Task<TOutcome> Outcome) next)
    {
        while (await pending.Writer.WaitToWriteAsync().ConfigureAwait(false))
        {
            if (pending.Writer.TryWrite(next))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What was taken in is carried out, though nobody hears of it.</summary>
    private async Task NoteRestAsync()
    {
        while (pending.Reader.TryRead(out (TRequest Request, Task<TOutcome> Outcome) next))
        {
            await note(next.Request, await next.Outcome.ConfigureAwait(false)).ConfigureAwait(false);
        }
    }
}
