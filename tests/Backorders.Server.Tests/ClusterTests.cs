using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.Server.Options;
using Backorders.V1;
using Grpc.Core;

namespace Backorders.Server.Tests;

/// <summary>A node that shares its store with nobody, asked about its cluster.</summary>
public sealed class ClusterTests : IAsyncLifetime
{
    private static readonly int main = ShardMap.ShardOf(new WarehouseId(TestNode.Warehouse));

    private TestNode node = null!;

    private Operations.OperationsClient Operator => node.Client("operator").Operations;

    public async Task InitializeAsync()
    {
        node = await TestNode.StartAsync(options => options.Cluster.NodeId = "alone");
        await node.DefineItemsAsync();
    }

    public Task DisposeAsync() => node.DisposeAsync().AsTask();

    [Fact]
    public async Task GetCluster_OfANodeAlone_NamesItAndTheShardsOfItsWarehouses()
    {
        GetClusterResponse cluster = await Operator.GetClusterAsync(new GetClusterRequest());

        Assert.Equal((string.Empty, "alone"), (cluster.Cluster, cluster.AnsweredBy));
        ClusterNode self = Assert.Single(cluster.Nodes);
        Assert.Equal(("alone", true, false, 2), (self.NodeId, self.Live, self.Draining, self.Shards));
        Assert.Equal(node.Node.GrpcAddress, new Uri(self.Address));
        Assert.Equal([TestNode.Warehouse, "NORTH"], cluster.Shards.SelectMany(s => s.Warehouses).Order(StringComparer.Ordinal));
        ClusterShard shard = Assert.Single(cluster.Shards, s => s.Shard == main);
        Assert.Equal((ClusterShardState.Owned, "alone"), (shard.State, shard.Owner));
        Assert.True(shard.LastSeq > 0);
    }

    [Fact]
    public async Task Sealed_CallsForItsWarehouseAreRefusedWithTheReason_AndTheOthersGoOn()
    {
        SealShardResponse answer = await Operator.SealShardAsync(new SealShardRequest { Shard = main, Why = "stocktaking" });

        Assert.True(answer.Changed);
        Assert.False((await Operator.SealShardAsync(new SealShardRequest { Shard = main, Why = "again" })).Changed);
        ClusterShard shard = Assert.Single((await Operator.GetClusterAsync(new GetClusterRequest())).Shards, s => s.Shard == main);
        Assert.Equal((ClusterShardState.Sealed, "stocktaking"), (shard.State, shard.Why));
        GetFiguresRequest closed = new() { Warehouse = TestNode.Warehouse };
        RefusedCall told = await RefusedCalls.RefusedAsync(Operator.GetFiguresAsync(closed), "SHARD_SEALED", StatusCode.FailedPrecondition);
        Assert.Equal("stocktaking", told.ErrorInfo!.Metadata["why"]);
        await Operator.GetFiguresAsync(new GetFiguresRequest { Warehouse = "NORTH" });
        Assert.Contains(node.Log.Entries, e => e.EventId == 4750 && e.Text.Contains("stocktaking", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Unsealed_TheWarehouseIsServedAgainAsItWas()
    {
        GetFiguresRequest asked = new() { Warehouse = TestNode.Warehouse, WithStateHash = true };
        string before = (await Operator.GetFiguresAsync(asked)).StateHash;
        await Operator.SealShardAsync(new SealShardRequest { Shard = main, Why = "stocktaking" });

        Assert.True((await Operator.UnsealShardAsync(new UnsealShardRequest { Shard = main })).Changed);

        Assert.Equal(before, (await Operator.GetFiguresAsync(asked)).StateHash);
    }

    [Theory]
    [InlineData(-1, "why", "INVALID_VALUE")]
    [InlineData(256, "why", "INVALID_VALUE")]
    [InlineData(0, "why", "INVALID_VALUE")]
    [InlineData(null, "", "INVALID_TEXT")]
    public async Task Seal_OfWhatIsNotHere_OrWithoutAReason_IsRefused(int? shard, string why, string reason) => await RefusedCalls.RefusedAsync(
        Operator.SealShardAsync(new SealShardRequest { Shard = shard ?? main, Why = why }), reason, StatusCode.InvalidArgument);

    [Fact]
    public async Task Unseal_OfAShardThatIsOpen_ChangesNothing() =>
        Assert.False((await Operator.UnsealShardAsync(new UnsealShardRequest { Shard = main })).Changed);

    [Fact]
    public async Task Drain_OfANodeAlone_IsRefused() => await RefusedCalls.RefusedAsync(
        Operator.DrainNodeAsync(new DrainNodeRequest { NodeId = "alone" }), "INVALID_VALUE", StatusCode.InvalidArgument);

    [Fact]
    public async Task KeyOfOneWarehouse_ClosesNothingElse()
    {
        Operations.OperationsClient elsewhere = node.Client("operator-elsewhere").Operations;

        await RefusedCalls.RefusedAsync(elsewhere.SealShardAsync(new SealShardRequest { Shard = main, Why = "why" }), "UNKNOWN_WAREHOUSE", StatusCode.NotFound);
        await RefusedCalls.RefusedAsync(elsewhere.DrainNodeAsync(new DrainNodeRequest { NodeId = "alone" }), "ALL_WAREHOUSES_NEEDED", StatusCode.PermissionDenied);
        await RefusedCalls.RefusedAsync(elsewhere.BackUpAsync(new BackUpRequest { Name = "a" }), "ALL_WAREHOUSES_NEEDED", StatusCode.PermissionDenied);
    }

    [Fact]
    public async Task Scanner_MayNotAsk() => await RefusedCalls.RefusedAsync(
        node.Client("scanner").Operations.GetClusterAsync(new GetClusterRequest()), "ROLE_MISSING", StatusCode.PermissionDenied);
}
