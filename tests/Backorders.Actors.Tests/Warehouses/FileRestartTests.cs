using Backorders.Actors.Port;
using Backorders.Actors.Storage.Sqlite;
using Backorders.Actors.Tests.Storage;
using Backorders.Testing;

namespace Backorders.Actors.Tests.Warehouses;

/// <summary>A warehouse on its real store: what a file holds is what callers were told.</summary>
public sealed class FileRestartTests
{
    private readonly ManualTimeProvider time = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Restart_OnTheFile_FindsTheSameStateAndAnswers(bool orderly)
    {
        using TemporaryFolder folder = new();
        string hash;
        CommandOutcome first;
        await using (SqliteTurnStore store = SqliteTurnStore.Open(new() { Path = folder.Journal }, time))
        await using (Yard yard = await Yard.StartAsync(store, time, o => o.SnapshotAtStop = orderly))
        {
            CommandOutcome[] all = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => yard.Submit(i % 3 == 0 ? Yard.Order($"{i}") : Yard.Scan($"{i}"))));
            Assert.All(all, o => Assert.Null(o.Refused));
            (first, hash) = (all[1], await yard.StateHash());
            await (orderly ? yard.Finish() : Task.CompletedTask);
        }

        await using SqliteTurnStore again = SqliteTurnStore.Open(new() { Path = folder.Journal }, time);
        await using Yard after = new(again, time);

        Assert.Equal(hash, await after.StateHash());
        CommandOutcome repeated = await after.Submit(Yard.Scan("1"));
        Assert.Equal((first.Seq, first.At, true), (repeated.Seq, repeated.At, repeated.Repeated));
    }
}
