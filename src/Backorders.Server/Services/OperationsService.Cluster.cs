using Backorders.Server.Security;
using Grpc.Core;

namespace Backorders.Server.Services;

/// <summary>What operators ask and change about the node itself and those beside it.</summary>
internal sealed partial class OperationsService
{
    public override Task<V1.GetClusterResponse> GetCluster(V1.GetClusterRequest request, ServerCallContext context) => cluster.ReadAsync(context.CancellationToken);

    public override Task<V1.DrainNodeResponse> DrainNode(V1.DrainNodeRequest request, ServerCallContext context) =>
        cluster.DrainAsync(request, context);

    public override Task<V1.SealShardResponse> SealShard(V1.SealShardRequest request, ServerCallContext context) =>
        cluster.SealAsync(request, Caller.Of(context));

    public override Task<V1.UnsealShardResponse> UnsealShard(V1.UnsealShardRequest request, ServerCallContext context) =>
        cluster.UnsealAsync(request, Caller.Of(context));

    public override Task<V1.BackUpResponse> BackUp(V1.BackUpRequest request, ServerCallContext context) =>
        backups.BackUpAsync(request, Caller.Of(context), context.CancellationToken);

    public override Task<V1.ListAuditResponse> ListAudit(V1.ListAuditRequest request, ServerCallContext context) =>
        records.ListAsync(request, Caller.Of(context), context.CancellationToken);
}
