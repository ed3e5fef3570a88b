using System.Globalization;
using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Server.Calls;
using Backorders.Server.Common;
using Backorders.Server.Mapping;
using Backorders.Server.Mapping.Operations;
using Backorders.Server.Options;
using Backorders.Server.Refusals;
using Backorders.Server.Routing;
using Backorders.Server.Security;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Backorders.Server.Services;

/// <summary>
/// Which nodes there are and which node serves what, and what operators change about that. A change that has passed its checks is completed even when its caller goes away;
/// otherwise it could be made without an audit record.
/// </summary>
internal sealed class ClusterDesk(IWarehouseHost host, IClusterView store, NodeSelf self, ClusterSettings settings, AuditLog audit, OtherNodes others)
{
    /// <summary>How long a node that is to be drained may take to write its snapshots. Only the operator waits: its warehouses are served meanwhile.</summary>
    private static readonly TimeSpan readyWithin = TimeSpan.FromSeconds(30);

    /// <summary>How long this node waits for another one that gets ready: the same, and time for the call to it and back.</summary>
    private static readonly TimeSpan toldWithin = readyWithin + TimeSpan.FromSeconds(2);

    private readonly ILookup<int, WarehouseId> warehouses = host.Ids.ToLookup(ShardMap.ShardOf);

    public async Task<V1.GetClusterResponse> ReadAsync(CancellationToken cancellation)
    {
        ClusterRecord record = await AskAsync(() => store.ReadAsync(cancellation)).ConfigureAwait(false);
        IEnumerable<ShardRecord> shards = store.IsShared ? record.Shards : record.Shards.Where(s => warehouses.Contains(s.Shard));
        ILookup<Guid?, ShardRecord> owned = record.Shards.ToLookup(s => s.OwnerIncarnation);
        return new V1.GetClusterResponse
        {
            Cluster = store.IsShared ? settings.Name : string.Empty,
            ReadAt = record.StoreTime.ToTimestamp(),
            AnsweredBy = self.Identity.NodeId,
            Nodes = { record.Nodes.Select(n => ClusterForms.Node(n, owned[n.Identity.Incarnation].Count(s => warehouses.Contains(s.Shard) || store.IsShared))) },
            Shards = { shards.Select(s => ClusterForms.Shard(s, warehouses[s.Shard])) },
        };
    }

    /// <summary>Tells a node to give what it serves, once its warehouses are ready to go: the longer the next node has to read, the longer their callers wait.</summary>
    public async Task<V1.DrainNodeResponse> DrainAsync(V1.DrainNodeRequest request, ServerCallContext context)
    {
        (Caller caller, CancellationToken cancellation) = (Caller.Of(context), context.CancellationToken);
        if (context is CarriedCallContext)
        {
            // Another node was asked for the drain, and has this one get ready.
            RequireEverywhere(caller);
            await PrepareAsync(request, cancellation).ConfigureAwait(false);
            return new V1.DrainNodeResponse();
        }

        return await audit.CarryOutAsync(
            caller, nameof(OperationsService.DrainNode), ("node", request.NodeId), request.Undo ? "undo" : string.Empty, () => DrainHereAsync(request, caller, context)).ConfigureAwait(false);
    }

    private async Task<V1.DrainNodeResponse> DrainHereAsync(V1.DrainNodeRequest request, Caller caller, ServerCallContext context)
    {
        CancellationToken cancellation = context.CancellationToken;
        RequireEverywhere(caller);
        if (!store.IsShared)
        {
            throw Refuse("This node shares its store with nobody: there is no other node that could take its shards. To stop it, stop it.", ("node_id", request.NodeId));
        }

        ClusterRecord record = await AskAsync(() => store.ReadAsync(cancellation)).ConfigureAwait(false);
        if (record.Nodes.FirstOrDefault(n => n.Identity.NodeId == request.NodeId) is not { } node)
        {
            throw Refuse($"There is no node '{request.NodeId}'; there are {Names(record.Nodes)}.", ("node_id", request.NodeId));
        }

        if (!request.Undo && !record.Nodes.Any(n => n != node && n is { IsLive: true, Draining: false, Identity.Weight: > 0 }))
        {
            throw Refuse($"No other node could take the shards of '{request.NodeId}': none is live, has a weight and is not drained itself.", ("node_id", request.NodeId));
        }

        if (!request.Undo && !await PrepareAsync(request, cancellation).ConfigureAwait(false))
        {
            await others.AskAsync(context, request, V1.DrainNodeResponse.Parser, request.NodeId, toldWithin).ConfigureAwait(false);
        }

        if (!await AskAsync(() => store.SetDrainingAsync(request.NodeId, !request.Undo, CancellationToken.None)).ConfigureAwait(false))
        {
            throw Refuse($"Node '{request.NodeId}' has just left.", ("node_id", request.NodeId));
        }

        audit.NodeDrained(caller.Id, request.NodeId, !request.Undo);
        return new V1.DrainNodeResponse { ShardsLeft = record.Shards.Count(s => s.OwnerIncarnation == node.Identity.Incarnation) };
    }

    public Task<V1.SealShardResponse> SealAsync(V1.SealShardRequest request, Caller caller) => audit.CarryOutAsync(
        caller, nameof(OperationsService.SealShard), Shard(request.Shard), request.Why, () => SealHereAsync(request, caller));

    private async Task<V1.SealShardResponse> SealHereAsync(V1.SealShardRequest request, Caller caller)
    {
        Border border = default;
        CheckShard(ref border, request.Shard);
        string why = border.Text(request.Why, "why", required: true);
        Check(border, caller, request.Shard);
        bool changed = await AskAsync(async () => await host.SealAsync(request.Shard, why, CancellationToken.None).ConfigureAwait(false)).ConfigureAwait(false);
        if (changed)
        {
            audit.ShardSealed(caller.Id, request.Shard, why);
        }

        return new V1.SealShardResponse { Changed = changed };
    }

    public Task<V1.UnsealShardResponse> UnsealAsync(V1.UnsealShardRequest request, Caller caller) => audit.CarryOutAsync(
        caller, nameof(OperationsService.UnsealShard), Shard(request.Shard), string.Empty, () => UnsealHereAsync(request, caller));

    private async Task<V1.UnsealShardResponse> UnsealHereAsync(V1.UnsealShardRequest request, Caller caller)
    {
        Border border = default;
        CheckShard(ref border, request.Shard);
        Check(border, caller, request.Shard);
        bool changed = await AskAsync(async () => await host.UnsealAsync(request.Shard, CancellationToken.None).ConfigureAwait(false)).ConfigureAwait(false);
        if (changed)
        {
            audit.ShardUnsealed(caller.Id, request.Shard);
        }

        return new V1.UnsealShardResponse { Changed = changed };
    }

    /// <summary>Gets this node ready to be drained; false when it is another one that is meant.</summary>
    private async Task<bool> PrepareAsync(V1.DrainNodeRequest request, CancellationToken cancellation)
    {
        if (request.NodeId != self.Identity.NodeId)
        {
            return false;
        }

        await host.PrepareToLeaveAsync(readyWithin, cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>For calls that concern every warehouse.</summary>
    /// <exception cref="RpcException">The key is good for some of them only.</exception>
    public static void RequireEverywhere(Caller caller)
    {
        if (caller.Warehouses.Count > 0)
        {
            throw RefusalStatus.Create(
                StatusCode.PermissionDenied, $"Key '{caller.Id}' is good for some warehouses only, and this concerns all of them; use a key without a list of warehouses.",
                "ALL_WAREHOUSES_NEEDED", ("key_id", caller.Id));
        }
    }

    private static (string Kind, string Number) Shard(int shard) => ("shard", shard.ToString(CultureInfo.InvariantCulture));

    private static RpcException Refuse(string message, params (string Name, object? Value)[] details) =>
        RefusalStatus.ToException(Refused.Because(Refusal.InvalidValue, message, details));

    private static string Names(IReadOnlyList<NodeRecord> nodes) => nodes.Count == 0 ? "none" : string.Join(", ", nodes.Select(n => n.Identity.NodeId));

    private static async Task<T> AskAsync<T>(Func<ValueTask<T>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (JournalException e)
        {
            throw RefusalStatus.ToException(Refused.Because(Refusal.StoreUnavailable, $"The store does not answer: {e.Message}"));
        }
    }

    private void CheckShard(ref Border border, int shard)
    {
        if (shard is < 0 or >= ShardMap.ShardCount)
        {
            border.Note(Refusal.InvalidValue, "shard", $"{shard} is not one of 0 to {ShardMap.ShardCount - 1}");
        }
        else if (!store.IsShared && !warehouses.Contains(shard))
        {
            border.Note(
                Refusal.InvalidValue, "shard", $"{shard} holds none of this node's warehouses; they are in {string.Join(", ", warehouses.Select(w => w.Key).Order())}");
        }
    }

    private void Check(in Border border, Caller caller, int shard)
    {
        if ((border.Refused ?? warehouses[shard].Select(caller.RefuseWarehouse).FirstOrDefault(r => r is not null)) is { } refused)
        {
            throw RefusalStatus.ToException(refused);
        }

        if (!warehouses.Contains(shard))
        {
            // A shard of which this node knows no warehouse may hold any.
            RequireEverywhere(caller);
        }
    }
}
