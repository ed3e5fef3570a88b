using Backorders.Actors.Storage;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Server.Common;
using Backorders.Server.Edge.Limits;
using Backorders.Server.Refusals;
using Backorders.Server.Security;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;

namespace Backorders.Server.Edge;

/// <summary>
/// Maps the end of a handler to a status: errors of the store, a cancellation, a shutdown. The library alone would report all of them as UNKNOWN. Streams get a token that
/// also fires at a shutdown and when their key is not good any more, and writes with a time limit.
/// </summary>
internal sealed partial class OutcomeInterceptor(OpenStreams streams, CallLimits limits, NodeClock clock, ILogger<OutcomeInterceptor> logger) : Interceptor
{
    /// <summary>What a caller is told of the store's trouble, whichever call it was. What a handler can say better, it says itself.</summary>
    public static Refused StoreTrouble(JournalException trouble) =>
        Refused.Because(Refusal.StoreUnavailable, $"The journal cannot be read now. Send the same again. {trouble.Message}");

    /// <inheritdoc/>
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Task<TResponse> handling;
        try
        {
            handling = continuation(request, context);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw OutcomeOf(e, context, context.CancellationToken);
        }

        return handling.IsCompletedSuccessfully ? handling : WaitAsync(handling, context);
    }

    /// <inheritdoc/>
    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        StreamAsync(context, stream => continuation(request, Bound(responseStream, stream), stream));

    /// <inheritdoc/>
    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        TResponse? response = null;
        await StreamAsync(context, async stream => response = await continuation(Bound(requestStream, stream), stream).ConfigureAwait(false))
            .ConfigureAwait(false);
        return response!;
    }

    /// <inheritdoc/>
    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        StreamAsync(context, stream => continuation(Bound(requestStream, stream), Bound(responseStream, stream), stream));

    private async Task<TResponse> WaitAsync<TResponse>(Task<TResponse> handling, ServerCallContext context)
    {
        try
        {
            return await handling.ConfigureAwait(false);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw OutcomeOf(e, context, context.CancellationToken);
        }
    }

    private async Task StreamAsync(ServerCallContext context, Func<StreamCallContext, Task> handle)
    {
        Caller? caller = Caller.FindOf(context);
        using CancellationTokenSource login = new(LoginLasts(caller), clock.Waiting);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken, streams.Ending, caller?.Over ?? CancellationToken.None, login.Token);
        StreamCallContext stream = new(context, ending.Token);
        try
        {
            await handle(stream).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not RpcException)
        {
            bool isLoginOver = login.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested && !streams.Ending.IsCancellationRequested;
            throw isLoginOver ? caller!.LoginEnded() : OutcomeOf(e, context, ending.Token);
        }
    }

    private EndingReader<T> Bound<T>(IAsyncStreamReader<T> reader, StreamCallContext stream) =>
        new(reader, stream.CancellationToken, Caller.FindOf(stream) is { } caller ? () => limits.SlowDownAsync(caller, stream.Method, stream.CancellationToken) : null);

    /// <summary>A stream by cookie ends with the login that it came by, also when that was renewed meanwhile: the page opens another by the new cookie.</summary>
    private TimeSpan LoginLasts(Caller? caller) => caller?.LoginEnds is { } ends
        ? ends - clock.Waiting.GetUtcNow() is { Ticks: > 0 } left ? left : TimeSpan.Zero
        : Timeout.InfiniteTimeSpan;

    private BoundedWriter<T> Bound<T>(IServerStreamWriter<T> writer, StreamCallContext stream) => new(writer, stream, clock.Waiting);

    private RpcException OutcomeOf(Exception e, ServerCallContext context, CancellationToken ending)
    {
        if (e is JournalException trouble)
        {
            return RefusalStatus.ToException(StoreTrouble(trouble));
        }

        if (Caller.FindOf(context) is { Over.IsCancellationRequested: true } caller && !context.CancellationToken.IsCancellationRequested)
        {
            return caller.Ended(caller.Life!.WhyOver(clock.Keys.GetUtcNow()) ?? "was changed");
        }

        // Once its client is gone, a handler's reads and writes fail in many ways.
        if (e is OperationCanceledException || ending.IsCancellationRequested)
        {
            return new RpcException(
                context.CancellationToken.IsCancellationRequested ? LateOrGone(context)
                : ending.IsCancellationRequested ? new Status(StatusCode.Unavailable, "The server is shutting down.")
                : new Status(StatusCode.Cancelled, "The call was cancelled."));
        }

        LogHandlerFailed(context.Method, e);
        return new RpcException(new Status(StatusCode.Unknown, "The handler failed."));
    }

    private static Status LateOrGone(ServerCallContext context) => context.Status.StatusCode == StatusCode.DeadlineExceeded
        ? new Status(StatusCode.DeadlineExceeded, "The deadline has passed.")
        : new Status(StatusCode.Cancelled, "The call was cancelled.");
}
