using System.Threading.Channels;
using Backorders.Actors.Storage;
using Backorders.Testing;

namespace Backorders.Actors.Tests.Storage;

/// <summary>A look each second, one at a time; each good one is a proof and shows what is closed.</summary>
public sealed class StoreWatchTests
{
    private readonly ManualTimeProvider time = new();
    private readonly Channel<StoreLook> looks = Channel.CreateUnbounded<StoreLook>();
    private readonly StoreProof proof;
    private Func<ValueTask<IReadOnlyList<ShardSeal>>> look = () => new([]);

    public StoreWatchTests() => proof = new(time);

    [Fact]
    public async Task Store_IsLookedAtOnceASecond_AndAtOnceAtFirst()
    {
        await using StoreWatch watch = New();
        await watch.FirstAsync(default);
        Assert.True(proof.Holds);
        for (int i = 2; i <= 6; i++)
        {
            time.Advance(StoreWatch.Every);
            Assert.Equal(i, (await NextAsync(i)).Number);
            Assert.True(proof.Holds);
        }
    }

    [Fact]
    public async Task Look_ThatFails_ProvesNothing_AndSaysWhy()
    {
        await using StoreWatch watch = New();
        await watch.FirstAsync(default);
        look = () => throw new JournalUnavailableException("the server is away");
        for (int i = 2; i <= 4; i++)
        {
            time.Advance(StoreWatch.Every);
            StoreLook bad = await NextAsync(i);
            Assert.Equal((null, "the server is away"), (bad.Seals, bad.Trouble));
        }

        Assert.False(proof.Holds);
        look = () => new([new ShardSeal(7, "moves", time.GetUtcNow())]);
        time.Advance(StoreWatch.Every);

        StoreLook good = await NextAsync(5);
        Assert.Equal((7, null), (Assert.Single(good.Seals!).Shard, good.Trouble));
        Assert.True(proof.Holds);
    }

    /// <summary>The process was frozen while the answer was on its way.</summary>
    [Fact]
    public async Task Look_WhoseAnswerWasHeldUp_ProvesNothing()
    {
        await using StoreWatch watch = New();
        await watch.FirstAsync(default);
        SyncPoint answer = new();
        look = async () =>
        {
            await answer.PassAsync();
            return [];
        };
        watch.LookNow();
        await answer.Reached;
        time.Set(time.GetUtcNow() + StoreProof.Lifetime);
        answer.Release();

        await NextAsync(2);
        Assert.False(proof.Holds);
    }

    [Fact]
    public async Task LooksThatAreWantedWhileOneIsUnderWay_AreOne()
    {
        await using StoreWatch watch = New();
        await watch.FirstAsync(default);
        SyncPoint held = new();
        look = async () =>
        {
            await held.PassAsync();
            return [];
        };
        watch.LookNow();
        await held.Reached;
        for (int i = 0; i < 5; i++)
        {
            watch.LookNow();
        }

        held.Release();
        await NextAsync(3);
        time.Advance(StoreWatch.Every);
        await NextAsync(4);
    }

    private StoreWatch New()
    {
        StoreWatch watch = new(_ => look(), proof, time);
        watch.Observe(l => looks.Writer.TryWrite(l));
        return watch;
    }

    /// <summary>The look of this number; whoever observes later than the first look began may have missed that one.</summary>
    private async Task<StoreLook> NextAsync(long number)
    {
        while (true)
        {
            StoreLook next = await looks.Reader.ReadAsync();
            if (next.Number > 1)
            {
                Assert.Equal(number == 3 && next.Number == 2 ? 2 : number, next.Number);
                if (next.Number == number)
                {
                    return next;
                }
            }
        }
    }
}
