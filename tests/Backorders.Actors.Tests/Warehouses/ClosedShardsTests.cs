using System.Threading.Channels;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Memory;
using Backorders.Actors.Warehouses;
using Backorders.Testing;

namespace Backorders.Actors.Tests.Warehouses;

/// <summary>What one node closes or opens, the others learn from the store; what a node does itself it is not told again.</summary>
public sealed class ClosedShardsTests : IDisposable
{
    private readonly MemoryTurnStore store = new(TimeProvider.System);
    private readonly ClosedShards closed;
    private readonly Channel<SealChange> changes = Channel.CreateUnbounded<SealChange>();

    public ClosedShardsTests() => closed = new(store.Seals, store.Watch) { Changed = c => changes.Writer.TryWrite(c) };

    public void Dispose() => closed.Dispose();

    [Fact]
    public async Task ShardClosedElsewhere_IsTold_AndSoIsItsOpening()
    {
        await store.Seals.SealAsync(7, "moves to another building", default);
        Assert.Equal(new SealChange(7, "moves to another building"), await changes.Reader.ReadAsync());
        Assert.Equal("moves to another building", closed.Why(7));

        await store.Seals.UnsealAsync(7, default);
        Assert.Equal(new SealChange(7, null), await changes.Reader.ReadAsync());
        Assert.Null(closed.Why(7));
    }

    [Fact]
    public async Task ShardThatWasClosedBefore_IsNoChange()
    {
        await store.Seals.SealAsync(7, "why", default);
        await changes.Reader.ReadAsync();
        List<SealChange> seen = [];
        using ClosedShards late = new(store.Seals) { Changed = seen.Add };
        await late.ReadAsync(default);
        using ClosedShards follows = new(store.Seals, store.Watch);
        await follows.ReadAsync(default);
        follows.Changed = seen.Add;

        await LookAsync();

        Assert.Equal(("why", "why"), (late.Why(7), follows.Why(7)));
        Assert.Empty(seen);
    }

    /// <summary>Callers are refused first, then the shard is stored as closed: in between a look shows it open.</summary>
    [Fact]
    public async Task ShardThatThisNodeIsClosing_IsLeftAloneByLooks()
    {
        using (closed.HoldShard(7))
        {
            closed.Close(7, "mine");
            await LookAsync();
            Assert.Equal("mine", closed.Why(7));
            await store.Seals.SealAsync(7, "mine", default);
        }

        await LookAsync();
        Assert.Equal("mine", closed.Why(7));
        using (closed.HoldShard(7))
        {
            await store.Seals.UnsealAsync(7, default);
            closed.Open(7);
        }

        await LookAsync();
        Assert.Null(closed.Why(7));
        Assert.False(changes.Reader.TryRead(out _));
    }

    /// <summary>A look that read before the shard was stored as closed, and is told afterwards.</summary>
    [Fact]
    public async Task LookThatBeganBeforeTheEndOfAChange_CountsForNothing()
    {
        SyncPoint read = new();
        TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using StoreWatch watch = new(
            async cancellation =>
            {
                IReadOnlyList<ShardSeal> before = await store.Seals.ListAsync(cancellation);
                await read.PassAsync();
                return before;
            },
            StoreProof.Always);
        List<SealChange> seen = [];
        using ClosedShards slow = new(store.Seals, watch) { Changed = seen.Add };
        watch.Observe(_ => told.TrySetResult());
        watch.LookNow();
        await read.Reached;
        using (slow.HoldShard(7))
        {
            slow.Close(7, "mine");
            await store.Seals.SealAsync(7, "mine", default);
        }

        read.Release();
        await told.Task;

        Assert.Equal("mine", slow.Why(7));
        Assert.Empty(seen);
    }

    [Fact]
    public async Task ChangeThatCannotBeFollowed_EndsNoLooks()
    {
        closed.Changed = _ => throw new InvalidOperationException("the node is not there yet");
        await store.Seals.SealAsync(7, "why", default);
        await LookAsync();

        await LookAsync();

        Assert.Equal("why", closed.Why(7));
    }

    /// <summary>Ends when a look that begins now has been followed.</summary>
    private async Task LookAsync()
    {
        long before = store.Watch.Looks;
        TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        store.Watch.Observe(Seen);
        store.Watch.LookNow();
        await told.Task;
        store.Watch.Forget(Seen);

        void Seen(StoreLook look)
        {
            if (look.Number > before)
            {
                told.TrySetResult();
            }
        }
    }
}
