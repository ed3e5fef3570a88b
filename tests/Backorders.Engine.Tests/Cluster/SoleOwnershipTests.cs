using Backorders.Domain;
using Backorders.Engine.Cluster;
using Backorders.Journal;
using Backorders.Journal.Cluster;
using Backorders.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.Engine.Tests.Cluster;

/// <summary>A node alone: what becomes of a shard that is closed and opened, and of those who wait for it.</summary>
public sealed class SoleOwnershipTests
{
    private static readonly NodeIdentity Self = new("a", new Guid(1, 0, 0, new byte[8]), "http://a", 100);

    private readonly Host host = new();
    private readonly MemoryCluster cluster;
    private readonly MemorySeat seat;
    private readonly ShardSlot slot;
    private readonly SoleOwnership ownership;

    public SoleOwnershipTests()
    {
        cluster = new(ShardMap.ShardCount, host.Time);
        seat = cluster.SeatOf(Self);
        slot = new(Host.Shard, host.Options.Warehouses);
        ownership = new([slot], new LoopStarter(host.Options, host.Store, host.Time, NullLogger.Instance, null, null), seat);
    }

    [Fact]
    public async Task ShardThatIsClosed_WhoWaitedBeforeTheStartIsAnswered()
    {
        await seat.SealAsync(Host.Shard, "stocktaking", default);
        CommandItem waiting = new(Host.Scan("1"));
        slot.Loop!.Take(waiting);

        await ownership.StartAsync(default);

        Assert.Equal(Refusal.NotReady, (await waiting.Task).Refused!.Reason);
        Assert.Equal(RoutePlace.Sealed, ownership.RouteOf(Host.Shard).Place);
        await ownership.StopAsync(default);
    }

    [Fact]
    public async Task NodeThatNeverStarted_WhoWaitedIsAnsweredWhenItStops()
    {
        CommandItem waiting = new(Host.Scan("1"));
        slot.Loop!.Take(waiting);

        await ownership.StopAsync(default);

        Assert.Equal(Refusal.NotReady, (await waiting.Task).Refused!.Reason);
    }

    [Fact]
    public async Task Seal_ThatCannotBeStored_FailsAndTheShardIsServedOn()
    {
        await ownership.StartAsync(default);
        cluster.Cut("a", true);

        await Assert.ThrowsAsync<JournalUnavailableException>(() => ownership.SealAsync(Host.Shard, "stocktaking", default));

        Assert.Equal(RoutePlace.Moving, ownership.RouteOf(Host.Shard).Place);
        CommandItem next = new(Host.Scan("1"));
        slot.Loop!.Take(next);
        Assert.Equal(Refusal.UnknownSku, (await next.Task).Refused!.Reason);
        cluster.Cut("a", false);
        Assert.True(await ownership.SealAsync(Host.Shard, "stocktaking", default));
        await ownership.StopAsync(default);
    }

    [Fact]
    public async Task Unseal_OfAShardThatCannotBeFolded_FailsAndMayBeTriedAgain()
    {
        await ownership.StartAsync(default);
        Assert.True(await ownership.SealAsync(Host.Shard, "stocktaking", default));
        JournalRow good = (await host.Store.ReadAsync(Host.Shard, 0, 1, default))[0];
        host.Store.Tamper(Host.Shard, 1, row => row with { Body = new byte[] { 1, 2, 3 } });

        await Assert.ThrowsAsync<JournalCorruptException>(() => ownership.UnsealAsync(Host.Shard, default));
        Assert.Equal(RoutePlace.Sealed, ownership.RouteOf(Host.Shard).Place);

        host.Store.Tamper(Host.Shard, 1, _ => good);
        Assert.True(await ownership.UnsealAsync(Host.Shard, default));
        CommandItem next = new(Host.Scan("1"));
        slot.Loop!.Take(next);
        Assert.Equal(Refusal.UnknownSku, (await next.Task).Refused!.Reason);
        await ownership.StopAsync(default);
    }
}
