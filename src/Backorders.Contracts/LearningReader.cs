using Grpc.Core;

namespace Backorders.V1;

/// <summary>The responses of a stream; when it fails, the next call knows better where to go.</summary>
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
