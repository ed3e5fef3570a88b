using System.Threading.Channels;
using Grpc.Core;

namespace Backorders.Server.Routing;

/// <summary>One stretch of a station's stream: at this node through memory, or at another one by a stream of its own.</summary>
internal sealed class WorkLeg : IAsyncDisposable
{
    /// <summary>Answers that the client has not taken yet; then the serving half waits, as it would for the client itself.</summary>
    private const int AnswersMax = 16;

    private readonly Action<V1.WorkRequest> send;
    private readonly Action complete;
    private readonly Action abort;
    private readonly Task serving;

    private WorkLeg(IAsyncStreamReader<V1.WorkResponse> answers, Action<V1.WorkRequest> send, Action complete, Action abort, Task serving)
    {
        (Answers, this.send, this.complete, this.abort, this.serving) = (answers, send, complete, abort, serving);
    }

    /// <summary>What the leg answers; ends or fails as the leg does.</summary>
    public IAsyncStreamReader<V1.WorkResponse> Answers { get; }

    /// <summary>A leg that this node serves itself.</summary>
    public static WorkLeg Here(WorkRelay.HereLeg serve, CancellationToken cancellation)
    {
        Channel<V1.WorkRequest> requests = Channel.CreateUnbounded<V1.WorkRequest>(new UnboundedChannelOptions { SingleReader = true });
        Channel<V1.WorkResponse> answers = Channel.CreateBounded<V1.WorkResponse>(new BoundedChannelOptions(AnswersMax) { SingleReader = true });
        CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task serving = ServeAsync(serve, requests.Reader, answers.Writer, over.Token);
        return new WorkLeg(
            new ChannelStreamReader<V1.WorkResponse>(answers.Reader), message => requests.Writer.TryWrite(message), () => requests.Writer.TryComplete(), over.Cancel, serving);
    }

    /// <summary>A leg that another node serves.</summary>
    public static WorkLeg At(CallInvoker node, CallOptions options)
    {
        AsyncDuplexStreamingCall<V1.WorkRequest, V1.WorkResponse> call = new V1.Stations.StationsClient(node).Work(options);
        return new WorkLeg(
            call.ResponseStream, message => _ = Swallow(call.RequestStream.WriteAsync(message)), () => _ = Swallow(call.RequestStream.CompleteAsync()), call.Dispose,
            Task.CompletedTask);
    }

    /// <summary>Sends a message; how many are under way is the caller's matter. When that fails, <see cref="Answers"/> tells why.</summary>
    public void Send(V1.WorkRequest message) => send(message);

    /// <summary>Nothing more will be sent.</summary>
    public void Complete() => complete();

    /// <summary>Ends it at once.</summary>
    public void Abort() => abort();

    /// <summary>
    /// Ends it, and waits until this node does nothing for it any more. That it leases no task which the next leg does not hear of is not seen to here, since a leg at
    /// another node ends there only when that hears of it: whoever serves the next leg ends this one first, see <see cref="Services.StationStreams"/>.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        abort();
        await serving.ConfigureAwait(false);
    }

    private static async Task ServeAsync(
        WorkRelay.HereLeg serve, ChannelReader<V1.WorkRequest> requests, ChannelWriter<V1.WorkResponse> answers, CancellationToken cancellation)
    {
        try
        {
            V1.WorkRequest hello = await requests.ReadAsync(cancellation).ConfigureAwait(false);
            await serve(hello, new ChannelStreamReader<V1.WorkRequest>(requests), new ChannelStreamWriter<V1.WorkResponse>(answers, cancellation), cancellation)
                .ConfigureAwait(false);
            answers.TryComplete();
        }
        catch (Exception e)
        {
            answers.TryComplete(e);
        }
    }

    private static async Task Swallow(Task sending)
    {
        try
        {
            await sending.ConfigureAwait(false);
        }
        catch (RpcException)
        {
            // The answers end with the same.
        }
    }
}
