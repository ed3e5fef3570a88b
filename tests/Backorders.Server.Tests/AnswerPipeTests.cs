using Backorders.Server.Services;
using Grpc.Core;

namespace Backorders.Server.Tests;

/// <summary>A stream of commands whose client is gone: all that was taken in is noted, for refusals among it belong on record.</summary>
public sealed class AnswerPipeTests
{
    private readonly List<string> noted = [];

    [Fact]
    public async Task ClientIsGone_WhatWaitsIsNoted_InOrder()
    {
        Dictionary<string, TaskCompletionSource<string>> outcomes = Outcomes("a", "b", "c");
        Requests requests = new("a", "b", "c");
        Task running = Pipe(outcomes, pendingMax: 10).RunAsync(requests, new GoneClient(), default);
        await requests.Ended;

        outcomes["a"].SetResult("done");
        outcomes["c"].SetResult("refused");
        outcomes["b"].SetResult("refused");

        await Assert.ThrowsAsync<IOException>(() => running);
        Assert.Equal(["a done", "b refused", "c refused"], noted);
    }

    [Fact]
    public async Task ClientIsGone_MessageThatFoundNoRoomIsNotedToo_AndNoMoreIsRead()
    {
        Dictionary<string, TaskCompletionSource<string>> outcomes = Outcomes("a", "b", "c", "d");
        Requests requests = new("a", "b", "c", "d");

        // The first is waited for, the second waits, the third finds no room.
        Task running = Pipe(outcomes, pendingMax: 1).RunAsync(requests, new GoneClient(), default);
        await requests.Taken("c");
        foreach (TaskCompletionSource<string> outcome in outcomes.Values)
        {
            outcome.SetResult("refused");
        }

        await Assert.ThrowsAsync<IOException>(() => running);
        Assert.Equal("c", requests.Current);
        Assert.Equal(["a refused", "b refused", "c refused"], noted.Order());
    }

    private static Dictionary<string, TaskCompletionSource<string>> Outcomes(params string[] requests) => requests.ToDictionary(r => r, _ => new TaskCompletionSource<string>());

    private AnswerPipe<string, string, string> Pipe(Dictionary<string, TaskCompletionSource<string>> outcomes, int pendingMax) => new(
        request => outcomes[request].Task,
        (request, outcome) =>
        {
            lock (noted)
            {
                noted.Add($"{request} {outcome}");
            }

            return default;
        },
        (_, outcome) => outcome,
        pendingMax);

    /// <summary>Requests that are all there at once.</summary>
    private sealed class Requests(params string[] all) : IAsyncStreamReader<string>
    {
        private readonly Dictionary<string, TaskCompletionSource> taken = all.ToDictionary(r => r, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int next;

        public string Current { get; private set; } = string.Empty;

        public Task Ended => ended.Task.WaitAsync(TimeSpan.FromSeconds(30));

        public Task Taken(string request) => taken[request].Task.WaitAsync(TimeSpan.FromSeconds(30));

        public Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (next == all.Length)
            {
                ended.TrySetResult();
                return Task.FromResult(false);
            }

            Current = all[next++];
            taken[Current].SetResult();
            return Task.FromResult(true);
        }
    }

    private sealed class GoneClient : IServerStreamWriter<string>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(string message) => Task.FromException(new IOException("The client is gone."));
    }
}
