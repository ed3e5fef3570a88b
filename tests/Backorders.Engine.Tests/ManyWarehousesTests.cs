using Backorders.Domain;
using Backorders.Domain.Commands;

namespace Backorders.Engine.Tests;

/// <summary>Two warehouses in one shard, and one in another.</summary>
public sealed class ManyWarehousesTests
{
    private static readonly WarehouseId neighbour = Enumerable.Range(0, 10_000)
        .Select(i => new WarehouseId($"N{i}")).First(w => ShardMap.ShardOf(w) == Host.Shard);

    private static readonly WarehouseId stranger = Enumerable.Range(0, 10_000)
        .Select(i => new WarehouseId($"S{i}")).First(w => ShardMap.ShardOf(w) != Host.Shard);

    [Fact]
    public async Task SameKey_InTwoWarehousesOfOneShard_IsTwoCommands()
    {
        await using Host host = await StartAsync();

        CommandOutcome here = await host.Engine.SubmitAsync(Host.Scan("1"));
        CommandOutcome there = await host.Engine.SubmitAsync(Host.Scan("1") with { Warehouse = neighbour });

        Assert.False(here.Repeated || there.Repeated);
        Assert.NotEqual(here.Seq, there.Seq);
    }

    [Fact]
    public async Task Follower_SeesItsOwnWarehouseOnly()
    {
        await using Host host = await StartAsync();
        long after = host.Engine.HighWater(neighbour);
        await host.Engine.SubmitAsync(Host.Scan("1"));
        CommandOutcome there = await host.Engine.SubmitAsync(Host.Scan("1") with { Warehouse = neighbour });
        await using IAsyncEnumerator<FeedItem> follower = host.Engine.FollowAsync(neighbour, after, default).GetAsyncEnumerator();

        Assert.True(await follower.MoveNextAsync());

        Assert.Equal((neighbour, there.Seq), (follower.Current.Turn!.Warehouse, follower.Current.Turn.Seq));
    }

    [Fact]
    public async Task Restart_FindsEveryWarehouse()
    {
        Host before = await StartAsync();
        await before.Engine.SubmitAsync(Host.Scan("1") with { Warehouse = neighbour });
        await before.Engine.SubmitAsync(Host.Scan("2") with { Warehouse = stranger });
        string[] hashes = await Hashes(before);
        await before.Engine.StopAsync(default);

        await using Host after = new(before.Store, before.Time, Three);
        await after.Engine.StartAsync(default);

        Assert.Equal(hashes, await Hashes(after));
    }

    [Fact]
    public async Task WarehouseThatTheHostNoLongerOpens_IsUnknownButNotLost()
    {
        Host before = await StartAsync();
        await before.Engine.SubmitAsync(Host.Scan("1") with { Warehouse = neighbour });
        string hash = (await before.Engine.AskAsync(neighbour, new HashState())).Value!;
        await before.Engine.StopAsync(default);

        Host without = await Host.StartAsync(before.Store, before.Time);
        Assert.Equal(Refusal.UnknownWarehouse, (await without.Engine.AskAsync(neighbour, new HashState())).Refused!.Reason);
        await without.Engine.StopAsync(default);

        await using Host again = new(before.Store, before.Time, Three);
        await again.Engine.StartAsync(default);
        Assert.Equal(hash, (await again.Engine.AskAsync(neighbour, new HashState())).Value);
    }

    private static async Task<Host> StartAsync()
    {
        Host host = await Host.StartAsync(configure: Three);
        foreach (WarehouseId id in new[] { neighbour, stranger })
        {
            await host.Engine.SubmitAsync(new(id, default, default, "test", new DefineItems(Host.Owner, [new(Host.Sku, "Bolt", true, [])])));
        }

        return host;
    }

    private static void Three(EngineOptions options) => options.Warehouses =
        [.. new[] { Host.Warehouse, neighbour, stranger }.Select(id => new WarehouseSetup(id, "Europe/Berlin", [Host.Door], [new("L1")]))];

    private static async Task<string[]> Hashes(Host host) =>
    [
        (await host.Engine.AskAsync(Host.Warehouse, new HashState())).Value!,
        (await host.Engine.AskAsync(neighbour, new HashState())).Value!,
        (await host.Engine.AskAsync(stranger, new HashState())).Value!,
    ];
}
