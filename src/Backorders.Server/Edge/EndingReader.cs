using Grpc.Core;

namespace Backorders.Server.Edge;

/// <summary>
/// A stream's requests; waiting for the next one ends with the stream's token, whether or not the handler passes it, and bytes that are no message end the call as such. A
/// message that comes too fast is handed out later: meanwhile nothing more is read, the transport's window closes and the client waits.
/// </summary>
internal sealed class EndingReader<T>(IAsyncStreamReader<T> requests, CancellationToken ending, Func<ValueTask>? slowDown) : IAsyncStreamReader<T>
{
    /// <inheritdoc/>
    public T Current => requests.Current;

    /// <inheritdoc/>
    public Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled && cancellationToken != ending)
        {
            return MoveNextAsync(cancellationToken);
        }

        Task<bool> reading = requests.MoveNext(ending);
        return !reading.IsCompletedSuccessfully ? WaitAsync(reading)
            : !reading.Result || slowDown is null || slowDown() is var slow && slow.IsCompletedSuccessfully ? reading
            : SlowAsync(slow);
    }

    private static async Task<bool> SlowAsync(ValueTask slow)
    {
        await slow.ConfigureAwait(false);
        return true;
    }

    private async Task<bool> WaitAsync(Task<bool> reading)
    {
        try
        {
            bool isThere = await reading.ConfigureAwait(false);
            if (isThere && slowDown is not null)
            {
                await slowDown().ConfigureAwait(false);
            }

            return isThere;
        }
        catch (Exception e) when (BrokenMessage.Is(e))
        {
            throw new RpcException(BrokenMessage.StatusOf(e));
        }
        catch (IOException e)
        {
            // A reset may be seen here before the stream's token fires.
            throw new OperationCanceledException("The client reset the call.", e);
        }
    }

    private async Task<bool> MoveNextAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, ending);
        return await WaitAsync(requests.MoveNext(both.Token)).ConfigureAwait(false);
    }
}
