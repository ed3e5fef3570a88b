using Grpc.Core;

namespace Backorders.Server.Routing;

/// <summary>One client's stream of messages, as far as they go to one other node: a stream to there, whose answers come in the order of the messages.</summary>
internal sealed class MessageLeg<TRequest, TResponse>
    where TRequest : class
    where TResponse : class
{
    private readonly AsyncDuplexStreamingCall<TRequest, TResponse> call;
    private readonly Func<RpcException, bool> mayGoElsewhere;
    private readonly Lock gate = new();
    private readonly Queue<TaskCompletionSource<TResponse?>> unanswered = [];
    private readonly Task reading;
    private Exception? failure;
    private bool over;

    /// <param name="call">The stream to the other node.</param>
    /// <param name="mayGoElsewhere">Whether messages that were not answered when the stream failed may be sent to another node.</param>
    public MessageLeg(AsyncDuplexStreamingCall<TRequest, TResponse> call, Func<RpcException, bool> mayGoElsewhere)
    {
        (this.call, this.mayGoElsewhere) = (call, mayGoElsewhere);
        reading = ReadAsync();
    }

    /// <summary>Takes no message any more.</summary>
    public bool IsOver
    {
        get
        {
            lock (gate)
            {
                return over;
            }
        }
    }

    /// <summary>Sends a message before it returns. The task ends with the answer, or with null when the leg ended without one.</summary>
    public Task<TResponse?> SendAsync(TRequest request)
    {
        TaskCompletionSource<TResponse?> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (over)
            {
                return failure is null ? Task.FromResult<TResponse?>(null) : Task.FromException<TResponse?>(failure);
            }

            unanswered.Enqueue(answer);

            // Not awaited: how much is under way is bounded by the client's own stream. When it fails, the reading half learns why.
            _ = Swallow(call.RequestStream.WriteAsync(request));
        }

        return answer.Task;
    }

    /// <summary>Closes the stream in order and waits for its end.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        if (!cancellation.IsCancellationRequested)
        {
            await Swallow(call.RequestStream.CompleteAsync()).ConfigureAwait(false);
        }
        else
        {
            call.Dispose();
        }

        await reading.ConfigureAwait(false);
        call.Dispose();
    }

    private static async Task Swallow(Task sending)
    {
        try
        {
            await sending.ConfigureAwait(false);
        }
        catch (RpcException)
        {
            // The reading half tells of the same end.
        }
    }

    private async Task ReadAsync()
    {
        Exception? end = null;
        try
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None).ConfigureAwait(false))
            {
                TaskCompletionSource<TResponse?>? next;
                lock (gate)
                {
                    unanswered.TryDequeue(out next);
                }

                next?.TrySetResult(call.ResponseStream.Current);
            }
        }
        catch (RpcException e)
        {
            end = e.StatusCode != StatusCode.Cancelled && !mayGoElsewhere(e) ? e : null;
        }

        TaskCompletionSource<TResponse?>[] rest;
        lock (gate)
        {
            (over, failure) = (true, end);
            rest = [.. unanswered];
            unanswered.Clear();
        }

        foreach (TaskCompletionSource<TResponse?> answer in rest)
        {
            _ = end is null ? answer.TrySetResult(null) : answer.TrySetException(end);
        }
    }
}
