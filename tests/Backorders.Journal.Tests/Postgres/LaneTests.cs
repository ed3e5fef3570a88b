using Backorders.Journal.Postgres;
using Backorders.Postgres;
using Npgsql;

namespace Backorders.Journal.Tests;

/// <summary>What becomes of appends whose lane meets what it should not.</summary>
public sealed class LaneTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly JournalBatch Batch = Rows.After(new ShardGrant(1, 1, Guid.Empty, 0, ChainHash.Zero), 2);

    [Fact]
    public async Task LogThatThrows_EveryAppendHasAnEnd()
    {
        PostgresOptions options = new() { ConnectionString = "Host=127.0.0.1;Port=1;Database=d;Username=u" };
        await using NpgsqlDataSource nowhere = PostgresSources.Create(options, "test");
        Lane lane = new(nowhere, options, TimeProvider.System, new ThrowingLog());

        await Assert.ThrowsAsync<JournalUnavailableException>(() => AppendAsync(lane, Batch));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => AppendAsync(lane, Batch));
        await lane.CloseAsync();
    }

    [Fact]
    public async Task LaneThatFails_EndsWhatWaitsAndWhatComes_AndCanBeClosed()
    {
        PostgresOptions options = new() { ConnectionString = "Host=127.0.0.1;Port=1;Database=d;Username=u" };
        await using NpgsqlDataSource nowhere = PostgresSources.Create(options, "test");
        Lane lane = new(nowhere, options, TimeProvider.System, new ThrowingLog());

        await Assert.ThrowsAnyAsync<JournalException>(() => AppendAsync(lane, Batch with { Grant = null! }));
        Assert.Contains("restart", (await Assert.ThrowsAsync<JournalUnavailableException>(() => AppendAsync(lane, Batch))).Message);
        await lane.CloseAsync();
    }

    private static Task AppendAsync(Lane lane, JournalBatch batch)
    {
        LaneAppend append = new(batch);
        Assert.True(lane.TryAdd(append));
        return append.Task.WaitAsync(Patience);
    }

    private sealed class ThrowingLog : ILaneLog
    {
        public void AppendsFailed(int count, JournalException why) => throw new InvalidOperationException("the log is full");
    }
}
