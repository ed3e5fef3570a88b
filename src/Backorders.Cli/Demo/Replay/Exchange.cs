using Grpc.Core;

namespace Backorders.Cli.Demo.Replay;

/// <summary>
/// Sends a batch of messages down one stream, in order and without waiting in between, and returns when all are answered. The stream stays open between
/// batches. When it breaks, the unanswered messages go down a new one, in the same order and with the same keys.
/// </summary>
/// <param name="link">The way to the node.</param>
/// <param name="open">Opens the stream.</param>
/// <param name="hello">What must be said first on every stream; null when nothing must.</param>
/// <param name="read">Whether a message from the node answers one of ours, and why it was refused, if it was.</param>
internal sealed class Exchange<TRequest, TResponse>(
    Link link, Func<AsyncDuplexStreamingCall<TRequest, TResponse>> open, TRequest? hello, Func<TResponse, (bool IsAnswer, V1.Refused? Refused)> read) : IDisposable
    where TRequest : class
    where TResponse : class
{
    private static readonly WriteOptions MoreFollows = new(WriteFlags.BufferHint);

    private AsyncDuplexStreamingCall<TRequest, TResponse>? call;

    /// <summary>Sends all of them; each answer is handed on, in order.</summary>
    public async Task RunAsync(IReadOnlyList<TRequest> requests, Action<TRequest, TResponse, V1.Refused?> answered)
    {
        int done = 0;
        while (done < requests.Count)
        {
            int from = done;
            try
            {
                call ??= await OpenAsync().ConfigureAwait(false);
                Task writing = WriteAsync(call, requests, from);
                while (done < requests.Count && await NextAsync(call).ConfigureAwait(false) is { } answer)
                {
                    (bool isAnswer, V1.Refused? refused) = read(answer);
                    if (isAnswer)
                    {
                        ThrowIfTransient(refused);
                        answered(requests[done], answer, refused);
                        done++;
                        link.Answers++;
                    }
                }

                await writing.ConfigureAwait(false);
            }
            catch (RpcException e) when (link.CanRepeat(e))
            {
                Dispose();
                await link.RecoverAsync(e.Status.Detail).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Gives the stream up.</summary>
    public void Dispose()
    {
        call?.Dispose();
        call = null;
    }

    /// <summary>The node was too busy for this message but may take the next ones: to keep the order, all of them are sent again.</summary>
    private static void ThrowIfTransient(V1.Refused? refused)
    {
        if (refused?.RetryAfter is not null)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, refused.Message));
        }
    }

    private static async ValueTask<TResponse> NextAsync(AsyncDuplexStreamingCall<TRequest, TResponse> call) =>
        await call.ResponseStream.MoveNext().ConfigureAwait(false)
            ? call.ResponseStream.Current
            : throw new RpcException(new Status(StatusCode.Unavailable, "The stream ended."));

    private async Task<AsyncDuplexStreamingCall<TRequest, TResponse>> OpenAsync()
    {
        AsyncDuplexStreamingCall<TRequest, TResponse> opened = open();
        if (hello is not null)
        {
            await opened.RequestStream.WriteAsync(hello).ConfigureAwait(false);
        }

        return opened;
    }

    private static async Task WriteAsync(AsyncDuplexStreamingCall<TRequest, TResponse> call, IReadOnlyList<TRequest> requests, int from)
    {
        try
        {
            for (int i = from; i < requests.Count; i++)
            {
                call.RequestStream.WriteOptions = i < requests.Count - 1 ? MoreFollows : null;
                await call.RequestStream.WriteAsync(requests[i]).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is RpcException or IOException or InvalidOperationException or OperationCanceledException)
        {
            // Whoever reads the answers learns why.
        }
    }
}
