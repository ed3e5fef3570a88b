using System.Diagnostics;
using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Memory;
using Backorders.Actors.Warehouses;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Testing.Actors;
using Backorders.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace Backorders.Actors.Tests.Warehouses;

/// <summary>A node alone: the port on a cluster of one.</summary>
public sealed class ActorWarehousesTests(ITestOutputHelper output)
{
    private static readonly int shard = ShardMap.ShardOf(Yard.Warehouse);
    private static readonly WarehouseId neighbour = Enumerable.Range(0, 10_000).Select(i => new WarehouseId($"N{i}")).First(w => ShardMap.ShardOf(w) == shard);
    private static readonly WarehouseId stranger = Enumerable.Range(0, 10_000).Select(i => new WarehouseId($"S{i}")).First(w => ShardMap.ShardOf(w) != shard);

    [Fact]
    public async Task NodeAlone_ServesStopsAndServesAgain()
    {
        MemoryTurnStore store = new(TimeProvider.System);
        string? hash = null;
        for (int start = 0; start < 4; start++)
        {
            long begun = Stopwatch.GetTimestamp();
            await using ActorWarehouses node = New(store);
            await node.StartAsync(default);
            double started = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            await node.SubmitAsync(Yard.Items);
            CommandOutcome outcome = await node.SubmitAsync(Yard.Scan($"{start}"));
            string took = $"start {start}: {started:0} ms until it takes calls, {Stopwatch.GetElapsedTime(begun).TotalMilliseconds:0} ms until the first answers";
            output.WriteLine(took);
            if (start == 3)
            {
                Figures.Tell($"a node in a warm process, {took}");
            }

            Assert.Null(outcome.Refused);
            Assert.Equal(WarehouseHostState.Ready, node.State);
            string now = (await node.AskAsync(Yard.Warehouse, new HashState())).Value!;
            Assert.NotEqual(hash, now);
            hash = now;
            begun = Stopwatch.GetTimestamp();
            await node.StopAsync(default);
            output.WriteLine($"stopped after {Stopwatch.GetElapsedTime(begun).TotalMilliseconds:0} ms");
            Assert.Equal(WarehouseHostState.Stopped, node.State);
        }
    }

    [Fact]
    public async Task NodeAlone_FindsEveryWarehouseAgain_AndOneThatItNoLongerOpensIsUnknownButNotLost()
    {
        MemoryTurnStore store = new(TimeProvider.System);
        string[] hashes;
        await using (ActorWarehouses all = await StartAsync(store, Yard.Warehouse, neighbour, stranger))
        {
            await SubmitAsync(all, neighbour, "1");
            await SubmitAsync(all, stranger, "2");
            hashes = await HashesAsync(all);
            await all.StopAsync(default);
        }

        await using (ActorWarehouses without = await StartAsync(store, Yard.Warehouse))
        {
            Assert.Equal(Refusal.UnknownWarehouse, (await without.AskAsync(neighbour, new HashState())).Refused!.Reason);
            Assert.Equal(Refusal.UnknownWarehouse, (await without.SubmitAsync(Yard.Scan("3") with { Warehouse = neighbour })).Refused!.Reason);
            await without.StopAsync(default);
        }

        await using ActorWarehouses again = await StartAsync(store, Yard.Warehouse, neighbour, stranger);
        Assert.Equal(hashes, await HashesAsync(again));
    }

    [Fact]
    public async Task CallBeforeTheStartOrAfterTheEnd_IsRefusedAtOnce()
    {
        await using ActorWarehouses node = New(new MemoryTurnStore(TimeProvider.System));
        Assert.Equal(Refusal.NotReady, (await node.SubmitAsync(Yard.Items)).Refused!.Reason);
        await node.StartAsync(default);
        await node.StopAsync(default);

        Assert.Equal(Refusal.NotReady, (await node.SubmitAsync(Yard.Items)).Refused!.Reason);
    }

    [Fact]
    public async Task NodeAlone_StartsWithAClosedShard_RefusesItByItsReason_AndServesItWhenItIsOpened()
    {
        MemoryTurnStore store = new(TimeProvider.System);
        await store.Seals.SealAsync(shard, "stocktaking", default);
        await using ActorWarehouses node = await StartAsync(store, Yard.Warehouse, stranger);

        Refused refused = (await node.SubmitAsync(Yard.Items)).Refused!;
        Assert.Equal((Refusal.ShardSealed, RoutePlace.Sealed), (refused.Reason, node.RouteOf(Yard.Warehouse).Place));
        Assert.Contains("stocktaking", refused.Message, StringComparison.Ordinal);
        Assert.Equal(WarehouseHostState.Ready, node.State);
        await SubmitAsync(node, stranger, "1");

        Assert.True(await node.UnsealAsync(shard, default));
        Assert.Null((await node.SubmitAsync(Yard.Items)).Refused);
    }

    [Fact]
    public async Task Seal_ThatCannotBeStored_Fails_AndTheWarehouseIsServedOn()
    {
        TroubledTurnStore store = new(TimeProvider.System);
        await using ActorWarehouses node = await StartAsync(store, Yard.Warehouse);
        await node.SubmitAsync(Yard.Items);
        CommandOutcome before = await node.SubmitAsync(Yard.Scan("1"));
        store.BeforeSeal = () => throw new JournalUnavailableException("away");

        await Assert.ThrowsAsync<JournalUnavailableException>(() => node.SealAsync(shard, "stocktaking", default));

        CommandOutcome again = await node.SubmitAsync(Yard.Scan("1"));
        Assert.Equal((before.Seq, true), (again.Seq, again.Repeated));
        store.BeforeSeal = null;
        Assert.True(await node.SealAsync(shard, "stocktaking", default));
        Assert.Equal(Refusal.ShardSealed, (await node.SubmitAsync(Yard.Scan("2"))).Refused!.Reason);
    }

    [Fact]
    public async Task Unseal_OfAWarehouseThatCannotBeFolded_SaysSo_AndItIsServedWhenItIsClosedAndOpenedOnceMore()
    {
        TroubledTurnStore store = new(TimeProvider.System);
        await using ActorWarehouses node = await StartAsync(store, Yard.Warehouse);
        Assert.Null((await node.SubmitAsync(Yard.Items)).Refused);
        Assert.True(await node.SealAsync(shard, "stocktaking", default));
        store.BeforeRead = () => throw new JournalCorruptException(shard, 1, "somebody changed it.");

        JournalCorruptException e = await Assert.ThrowsAsync<JournalCorruptException>(() => node.UnsealAsync(shard, default));
        Assert.Contains("somebody changed it", e.Message, StringComparison.Ordinal);
        Refused refused = (await node.SubmitAsync(Yard.Scan("1"))).Refused!;
        Assert.Equal(Refusal.NotReady, refused.Reason);
        Assert.Contains("W1 cannot be served", refused.Message, StringComparison.Ordinal);

        store.BeforeRead = null;
        Assert.True(await node.SealAsync(shard, "it is mended", default));
        Assert.True(await node.UnsealAsync(shard, default));
        Assert.Null((await node.SubmitAsync(Yard.Scan("1"))).Refused);
    }

    [Fact]
    public void Options_WithSeveralMistakes_NameThemAll()
    {
        WarehouseHostOptions options = new() { MailboxCapacity = 0, RetryAfterMax = TimeSpan.Zero };

        ArgumentException e = Assert.Throws<ArgumentException>(
            () => new ActorWarehouses(options, new MemoryTurnStore(TimeProvider.System), TimeProvider.System, TimeProvider.System, NullLoggerFactory.Instance));

        Assert.All((string[])["Warehouses", "MailboxCapacity", "RetryAfterMax"], name => Assert.Contains(name, e.Message, StringComparison.Ordinal));
    }

    private static async Task<ActorWarehouses> StartAsync(ITurnStore store, params WarehouseId[] warehouses)
    {
        ActorWarehouses node = New(store, warehouses);
        await node.StartAsync(default);
        return node;
    }

    private static async Task SubmitAsync(ActorWarehouses node, WarehouseId warehouse, string scan)
    {
        Assert.Null((await node.SubmitAsync(Yard.Items with { Warehouse = warehouse })).Refused);
        Assert.Null((await node.SubmitAsync(Yard.Scan(scan) with { Warehouse = warehouse })).Refused);
    }

    private static async Task<string[]> HashesAsync(ActorWarehouses node) =>
        await Task.WhenAll(new[] { Yard.Warehouse, neighbour, stranger }.Select(async w => (await node.AskAsync(w, new HashState())).Value!));

    private static ActorWarehouses New(ITurnStore store, params WarehouseId[] warehouses) => new(
        new WarehouseHostOptions
        {
            Warehouses = [.. warehouses.DefaultIfEmpty(Yard.Warehouse).Select(w => new WarehouseSetup(w, "Europe/Berlin", [Yard.Door], [new("L1")]))],
            CheckInvariantsEvery = 1,
        },
        store, TimeProvider.System, TimeProvider.System, NullLoggerFactory.Instance);
}
