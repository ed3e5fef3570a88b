using Akka.Actor;
using Backorders.Actors.Followers;
using Backorders.Actors.Port;
using Backorders.Actors.Storage.Reading;
using Backorders.Domain.Ids;
using Backorders.Testing;
using Backorders.Testing.Actors;

namespace Backorders.Actors.Tests.Warehouses;

/// <summary>Two warehouses of one shard on one store: they share nothing that a caller could notice.</summary>
public sealed class NeighboursTests
{
    private static readonly WarehouseId neighbour = Enumerable.Range(0, 10_000)
        .Select(i => new WarehouseId($"N{i}")).First(w => ShardMap.ShardOf(w) == ShardMap.ShardOf(Yard.Warehouse));

    private readonly ManualTimeProvider time = new();
    private readonly TroubledTurnStore store;

    public NeighboursTests() => store = new(time);

    [Fact]
    public async Task SameKey_InTwoWarehousesOfOneShard_IsTwoCommands()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        IActorRef there = await OpenAsync(yard);
        Assert.True(await yard.Submit(Yard.Scan("1")) is { Refused: null, Repeated: false });

        CommandOutcome other = await Yard.Submit(there, Yard.Scan("1", 7) with { Warehouse = neighbour });

        Assert.True(other is { Refused: null, Repeated: false });
        Assert.Equal(5, await yard.OnHand());
    }

    [Fact]
    public async Task Follower_SeesItsOwnWarehouseOnly()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        IActorRef there = await OpenAsync(yard);
        await Yard.Submit(there, Yard.Scan("1") with { Warehouse = neighbour });
        CommandOutcome here = await yard.Submit(Yard.Scan("2"));
        await Yard.Submit(there, Yard.Scan("3") with { Warehouse = neighbour });
        RingTail tail = new(yard.Place.Feed, store.Rows, Yard.Warehouse, default);
        List<(WarehouseId, long)> seen = [];

        await foreach (FeedItem item in new WarehouseFollower(store.Rows, Yard.Warehouse, tail, yard.Options.HeartbeatEvery, time).FollowAsync(0, default))
        {
            if (item.Turn is not { } turn)
            {
                break;
            }

            seen.Add((turn.Warehouse, turn.Seq));
        }

        Assert.Equal(Enumerable.Range(1, (int)here.Seq).Select(seq => (Yard.Warehouse, (long)seq)), seen);
    }

    private static async Task<IActorRef> OpenAsync(Yard yard)
    {
        (IActorRef gateway, _) = yard.Open(neighbour);
        Assert.Null((await Yard.Submit(gateway, Yard.Items with { Warehouse = neighbour })).Refused);
        return gateway;
    }
}
