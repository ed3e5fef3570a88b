using Grpc.Core;

namespace Backorders.V1;

/// <summary>The responses of a stream. When the stream fails, the node list is updated, so that the next call goes to a better node.</summary>
internal sealed class LearningReader<T>(IAsyncStreamReader<T> responses, NodeChannels nodes, NodeChoice node) : IAsyncStreamReader<T>
{
    /// <inheritdoc/>
    public T Current => responses.Current;

    /// <inheritdoc/>
    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        try
        {
            return await responses.MoveNext(cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            nodes.Learn(e, node);
            throw;
        }
    }
}
