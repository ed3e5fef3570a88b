using Backorders.Server.Services;
using Grpc.Core;

namespace Backorders.Server.Tests;

/// <summary>Which responses of a stream leave at once, and which with the next one.</summary>
public sealed class SharedFlushesTests
{
    private readonly NotedWriter writer = new();

    [Fact]
    public async Task Response_Alone_LeavesAtOnce()
    {
        SharedFlushes<int> together = new(writer);
        await together.WriteAsync(1, isNextReady: false);
        await together.WriteAsync(2, isNextReady: false);
        Assert.Equal([1, 1], writer.Flushed);
    }

    [Fact]
    public async Task Responses_ReadyTogether_LeaveWithTheLast()
    {
        SharedFlushes<int> together = new(writer);
        await together.WriteAsync(1, isNextReady: true);
        await together.WriteAsync(2, isNextReady: true);
        await together.WriteAsync(3, isNextReady: false);
        await together.WriteAsync(4, isNextReady: false);
        Assert.Equal([3, 1], writer.Flushed);
    }

    [Fact]
    public async Task Responses_WithoutEnd_LeaveEveryHundredAndTwentyEight()
    {
        SharedFlushes<int> together = new(writer);
        for (int i = 0; i < 1_000; i++)
        {
            await together.WriteAsync(i, isNextReady: true);
        }

        Assert.Equal(Enumerable.Repeat(128, 7), writer.Flushed);
    }

    private sealed class NotedWriter : IServerStreamWriter<int>
    {
        private int waiting;

        public WriteOptions? WriteOptions { get; set; }

        /// <summary>How many responses left with each flush.</summary>
        public List<int> Flushed { get; } = [];

        public Task WriteAsync(int message)
        {
            waiting++;
            if (WriteOptions is not { Flags: WriteFlags.BufferHint })
            {
                Flushed.Add(waiting);
                waiting = 0;
            }

            return Task.CompletedTask;
        }
    }
}
