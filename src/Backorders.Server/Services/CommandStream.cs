using Backorders.Engine;
using Backorders.Server.Routing;
using Grpc.Core;

namespace Backorders.Server.Services;

/// <summary>
/// A stream in which every message is a command of some warehouse, wherever that is served: what the services' streams of scans, orders and notices share.
/// </summary>
/// <typeparam name="TRequest">A command.</typeparam>
/// <typeparam name="TResponse">Its answer, or why it was refused.</typeparam>
internal sealed class CommandStream<TRequest, TResponse>
    where TRequest : class
    where TResponse : class
{
    /// <summary>The warehouse that a message names.</summary>
    public required Func<TRequest, string> Warehouse { get; init; }

    /// <summary>Puts a message into its warehouse's queue on this node before it returns.</summary>
    public required Func<TRequest, Task<CommandOutcome>> Submit { get; init; }

    /// <summary>The answer for what became of a message, carried out or refused.</summary>
    public required Func<TRequest, CommandOutcome, TResponse> Answer { get; init; }

    /// <summary>Why another node refused a message; null when it did not.</summary>
    public required Func<TResponse, V1.Refused?> RefusalIn { get; init; }

    /// <summary>The same stream at another node.</summary>
    public required Func<CallInvoker, CallOptions, AsyncDuplexStreamingCall<TRequest, TResponse>> Open { get; init; }

    /// <summary>Runs until the client has said all and has been told all.</summary>
    public async Task RunAsync(
        CallRouter router, IAsyncStreamReader<TRequest> requests, IServerStreamWriter<TResponse> responses, ServerCallContext context, int pendingMax)
    {
        if (!router.IsShared || CallRouter.IsDirect(context))
        {
            // The outcome says of each message whether its warehouse is here.
            await new AnswerPipe<TRequest, CommandOutcome, TResponse>(Submit, Answer, pendingMax)
                .RunAsync(requests, responses, context.CancellationToken).ConfigureAwait(false);
            return;
        }

        RoutedMessages<TRequest, TResponse> routed = new(this, router, context);
        await using (routed.ConfigureAwait(false))
        {
            try
            {
                await new AnswerPipe<TRequest, TResponse, TResponse>(routed.SendAsync, static (_, answer) => answer, pendingMax)
                    .RunAsync(requests, responses, context.CancellationToken).ConfigureAwait(false);
            }
            catch
            {
                // What could be answered has been.
                await routed.GiveUpAsync().ConfigureAwait(false);
                throw;
            }
        }
    }
}
