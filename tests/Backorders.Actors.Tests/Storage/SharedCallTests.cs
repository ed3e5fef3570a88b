using Backorders.Actors.Storage;
using Backorders.Testing;

namespace Backorders.Actors.Tests.Storage;

/// <summary>One call serves all who asked before it began, and nobody who asked later.</summary>
public sealed class SharedCallTests
{
    [Fact]
    public async Task Join_WhileACallIsUnderWay_GetsTheNextOne_TogetherWithAllOthers()
    {
        SyncPoint first = new();
        int calls = 0;
        SharedCall call = new(() => ++calls == 1 ? first.PassAsync() : Task.CompletedTask);

        Task one = call.JoinAsync();
        await first.Reached;
        Task[] later = [call.JoinAsync(), call.JoinAsync(), call.JoinAsync()];
        Assert.All(later, t => Assert.False(t.IsCompleted));
        first.Release();
        await Task.WhenAll([one, .. later]);

        Assert.Equal(2, calls);
        await call.JoinAsync();
        Assert.Equal(3, calls);
    }

    [Fact]
    public async Task Join_BehindACallThatFailed_IsNotConcerned()
    {
        SyncPoint first = new();
        int calls = 0;
        SharedCall call = new(async () =>
        {
            if (++calls == 1)
            {
                await first.PassAsync();
                throw new InvalidOperationException("away");
            }
        });

        Task one = call.JoinAsync();
        await first.Reached;
        Task two = call.JoinAsync();
        first.Release();

        await Assert.ThrowsAsync<InvalidOperationException>(() => one);
        await two;
    }
}
