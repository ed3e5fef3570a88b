using Backorders.Journal;
using Backorders.Journal.Cluster;
using Grpc.Core;

namespace Backorders.Server.Routing;

/// <summary>Asks all other live nodes for what only they know.</summary>
internal sealed class OtherNodes(IClusterView store, NodeSelf self, PeerChannels peers, NodeClock clock)
{
    /// <summary>Nodes stand near each other, and whoever asks would rather see what there is.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Sends a call on to every other node, with the caller's own credential.</summary>
    /// <returns>
    /// The answers, and the names of the nodes that gave none in time. Both are empty for a node alone, and for a call that wants this node's own answer: another
    /// node asks.
    /// </returns>
    public async Task<(IReadOnlyList<T> Answers, IReadOnlyList<string> Missing)> AskAsync<T>(ServerCallContext context, Func<CallInvoker, CallOptions, AsyncUnaryCall<T>> ask)
        where T : class
    {
        if (!store.IsShared || CallRouter.IsDirect(context))
        {
            return ([], []);
        }

        ClusterRecord now = await store.ReadAsync(context.CancellationToken).ConfigureAwait(false);
        NodeIdentity[] others = [.. now.Nodes.Where(n => n.IsLive && n.Identity.NodeId != self.Identity.NodeId).Select(n => n.Identity)];
        using CancellationTokenSource enough = new(Patience, clock.Waiting);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, context.CancellationToken);
        CallOptions options = CallRouter.Forwarded(context, either.Token);
        T?[] answers = await Task.WhenAll(others.Select(o => AskOneAsync(ask, peers.To(o.Address), options))).ConfigureAwait(false);
        context.CancellationToken.ThrowIfCancellationRequested();
        return ([.. answers.OfType<T>()], [.. others.Where((_, i) => answers[i] is null).Select(o => o.NodeId)]);
    }

    private static async Task<T?> AskOneAsync<T>(Func<CallInvoker, CallOptions, AsyncUnaryCall<T>> ask, CallInvoker at, CallOptions options)
        where T : class
    {
        try
        {
            using AsyncUnaryCall<T> call = ask(at, options);
            return await call.ResponseAsync.ConfigureAwait(false);
        }
        catch (RpcException)
        {
            // Told to the caller as missing.
            return null;
        }
    }
}
