using Backorders.V1;

namespace Backorders.Server.Tests.Edge;

/// <summary>What the C# client's streams put between the channel and the connection: messages of a burst leave together.</summary>
public sealed class BurstStreamTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly HeldStream below = new();
    private readonly CancellationTokenSource ending = new();
    private readonly BurstStream burst;

    public BurstStreamTests() => burst = new BurstStream(below, ending.Token);

    public async ValueTask DisposeAsync()
    {
        await burst.DisposeAsync();
        await below.DisposeAsync();
        ending.Dispose();
    }

    [Fact]
    public void Write_NothingFlushedYet_GoesStraightThrough()
    {
        ValueTask write = burst.WriteAsync(new byte[10]);
        Assert.Equal((1, false), (below.Started, write.IsCompleted));
        below.Release();
    }

    [Fact]
    public async Task Message_Alone_LeavesWithoutAnother()
    {
        await burst.FlushAsync();
        await SayAsync(1, 2, 3);
        Assert.Equal(1, below.Started);
        below.Release();
        await Poll.UntilAsync(() => below.Flushes == 2);
        Assert.Equal([1, 2, 3], below.Bytes);
    }

    [Fact]
    public async Task Messages_WhileOneIsBeingSent_LeaveTogetherInOrder()
    {
        await burst.FlushAsync();
        byte[][] messages = [.. Enumerable.Range(0, 200).Select(i => Enumerable.Repeat((byte)i, 1 + (i * 37 % 300)).ToArray())];
        foreach (byte[] message in messages)
        {
            await SayAsync(message);
        }

        below.Release(messages.Length);
        await burst.CompleteAsync().WaitAsync(Patience);
        Assert.Equal(messages.SelectMany(m => m), below.Bytes);
        Assert.Equal((2, 3), (below.Written.Length, below.Flushes));
    }

    [Fact]
    public async Task Message_WhileOneOfItsLengthIsBeingSent_DoesNotTouchIt()
    {
        await burst.FlushAsync();
        await SayAsync(1, 1, 1);
        await SayAsync(2, 2, 2);
        below.Release(2);
        await burst.CompleteAsync().WaitAsync(Patience);
        Assert.Equal([1, 1, 1, 2, 2, 2], below.Bytes);
    }

    [Fact]
    public async Task Messages_AfterAnIdleTime_LeaveAgain()
    {
        await burst.FlushAsync();
        for (int i = 1; i <= 100; i++)
        {
            below.Release();
            await SayAsync((byte)i);
            await Poll.UntilAsync(() => below.Flushes == 1 + i);
        }

        Assert.Equal(Enumerable.Range(1, 100).Select(i => (byte)i), below.Bytes);
    }

    [Fact]
    public async Task Messages_SentByFastAndSlowTurns_KeepTheirBytes()
    {
        await burst.FlushAsync();
        using MemoryStream expected = new();
        Task<Task> releasing = Task.Factory.StartNew(ReleaseAsync, TaskCreationOptions.LongRunning);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] message = [.. BitConverter.GetBytes(i), .. new byte[i % 61]];
            expected.Write(message);
            await burst.WriteAsync(message).AsTask().WaitAsync(Patience);
            await burst.FlushAsync();
        }

        await burst.CompleteAsync().WaitAsync(Patience);
        Assert.Equal(expected.ToArray(), below.Bytes);
        await ending.CancelAsync();
        await await releasing;

        async Task ReleaseAsync()
        {
            while (!ending.IsCancellationRequested)
            {
                below.Release();
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task Write_BeyondWhatMayWait_WaitsUntilTheSendTakesTheRest()
    {
        await burst.FlushAsync();
        await SayAsync(0);
        byte[] message = new byte[BurstStream.WaitingBytesMax / 4];
        for (int i = 0; i < 4; i++)
        {
            await SayAsync(message);
        }

        ValueTask beyond = burst.WriteAsync(new byte[] { 7 });
        Assert.False(beyond.IsCompleted);
        below.Release();
        await beyond.AsTask().WaitAsync(Patience);
        below.Release(2);
        await burst.CompleteAsync().WaitAsync(Patience);
        Assert.Equal([1, BurstStream.WaitingBytesMax, 1], below.Written.Select(part => part.Length));
    }

    [Fact]
    public async Task Write_LargerThanWhatMayWait_IsSentWhole()
    {
        await burst.FlushAsync();
        byte[] large = [.. Enumerable.Range(0, 3 * BurstStream.WaitingBytesMax).Select(i => (byte)(i % 251))];
        await SayAsync(large);
        below.Release();
        await burst.CompleteAsync().WaitAsync(Patience);
        Assert.Equal(large, Assert.Single(below.Written));
    }

    [Fact]
    public async Task Write_CancelledWhileItWaits_SendsNothingOfItAndTheRest()
    {
        await burst.FlushAsync();
        await SayAsync(1);
        await SayAsync(new byte[BurstStream.WaitingBytesMax]);
        using CancellationTokenSource giveUp = new();
        Task beyond = burst.WriteAsync(new byte[] { 7 }, giveUp.Token).AsTask();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => beyond.WaitAsync(Patience));
        below.Release(2);
        await burst.CompleteAsync().WaitAsync(Patience);
        Assert.Equal([1, .. new byte[BurstStream.WaitingBytesMax]], below.Bytes);
    }

    [Fact]
    public async Task WriteAndFlush_AlreadyCancelled_SendNothing()
    {
        await burst.FlushAsync();
        CancellationToken over = new(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => burst.WriteAsync(new byte[] { 7 }, over).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => burst.FlushAsync(over));
        await burst.CompleteAsync().WaitAsync(Patience);
        Assert.Equal(0, below.Started);
    }

    [Fact]
    public async Task Failure_OfTheStreamBelow_IsThrownByWhateverComesNext()
    {
        below.Failure = new IOException("reset");
        await burst.FlushAsync();
        await SayAsync(1);
        await SayAsync(new byte[BurstStream.WaitingBytesMax]);
        Task beyond = burst.WriteAsync(new byte[] { 7 }).AsTask();
        below.Release();
        Assert.Same(below.Failure, await Assert.ThrowsAsync<IOException>(() => beyond.WaitAsync(Patience)));
        Assert.Same(below.Failure, await Assert.ThrowsAsync<IOException>(() => burst.WriteAsync(new byte[] { 7 }).AsTask()));
        Assert.Same(below.Failure, await Assert.ThrowsAsync<IOException>(() => burst.FlushAsync()));
        Assert.Same(below.Failure, await Assert.ThrowsAsync<IOException>(burst.CompleteAsync));
        Assert.Equal(1, below.Started);
    }

    [Fact]
    public async Task Failure_OfTheLastSend_IsThrownByTheCompletion()
    {
        below.Failure = new IOException("reset");
        await burst.FlushAsync();
        await SayAsync(1);
        Task completing = burst.CompleteAsync();
        Assert.False(completing.IsCompleted);
        below.Release();
        Assert.Same(below.Failure, await Assert.ThrowsAsync<IOException>(() => completing.WaitAsync(Patience)));
    }

    [Fact]
    public async Task Ending_WhileASendIsHeld_EndsIt()
    {
        await burst.FlushAsync();
        await SayAsync(1);
        Task completing = burst.CompleteAsync();
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => completing.WaitAsync(Patience));
        Assert.Empty(below.Written);
    }

    [Fact]
    public async Task Complete_WithoutAFlush_SendsWhatWasWritten()
    {
        await burst.FlushAsync();
        await burst.WriteAsync(new byte[] { 1, 2 });
        Assert.Equal(0, below.Started);
        Task completing = burst.CompleteAsync();
        Assert.False(completing.IsCompleted);
        below.Release();
        await completing.WaitAsync(Patience);
        Assert.Equal([1, 2], below.Bytes);
    }

    /// <summary>As the channel says a message: neither waits for the other side as long as there is room.</summary>
    private async Task SayAsync(params byte[] message)
    {
        ValueTask write = burst.WriteAsync(message);
        Assert.True(write.IsCompleted);
        await write;
        Task flush = burst.FlushAsync();
        Assert.True(flush.IsCompleted);
        await flush;
    }
}
