using Grpc.Core;

namespace Backorders.Grpc.Client;

/// <summary>What a request stream needs of its call.</summary>
internal interface IClientCall : IDisposable
{
    /// <summary>The status that explains why a write failed; waits a moment for it.</summary>
    Task<RpcException> ExplainAsync(Exception failure);
}
