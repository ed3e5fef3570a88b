using Backorders.Journal;
using Backorders.Testing;

namespace Backorders.Simulation.Tests;

/// <summary>A journal whose every call takes its time and may fail, before or after it had its effect.</summary>
internal sealed class SimulatedJournal(SeededRandom random, Action<string> trace, PlantedBug bug) : IJournal
{
    /// <summary>What is really stored.</summary>
    public MemoryJournal Disk { get; } = new();

    /// <summary>Failures in a hundred calls.</summary>
    public int Trouble { get; set; } = 5;

    public async ValueTask<ShardGrant> TakeAsync(int shard, CancellationToken cancellation)
    {
        await PassAsync("take");
        return await Disk.TakeAsync(shard, default);
    }

    public async ValueTask AppendAsync(JournalBatch batch)
    {
        trace($"append {batch.AfterSeq}+{batch.Rows.Count} epoch {batch.Grant.Epoch}");
        JournalBatch toStore = bug == PlantedBug.DoesNotFence ? await UnfencedAsync(batch) : batch;
        toStore = toStore with { Rows = [.. toStore.Rows] };
        if (bug == PlantedBug.LosesARow && toStore.Rows.Count > 2)
        {
            toStore = toStore with { Rows = [.. toStore.Rows.SkipLast(1)] };
        }

        if (bug == PlantedBug.AcknowledgesEarly)
        {
            _ = StoreLaterAsync(toStore);
            return;
        }

        await PassAsync("append");
        await Disk.AppendAsync(toStore);
        if (random.Percent(Trouble))
        {
            trace("append's answer is lost");
            throw new JournalOutcomeUnknownException("The answer is lost.");
        }
    }

    public async ValueTask<ShardHead> ReadHeadAsync(int shard, CancellationToken cancellation)
    {
        await PassAsync("head");
        return await Disk.ReadHeadAsync(shard, default);
    }

    public async ValueTask<IReadOnlyList<JournalRow>> ReadAsync(int shard, long afterSeq, int rowsMax, CancellationToken cancellation)
    {
        await PassAsync("read");
        return await Disk.ReadAsync(shard, afterSeq, random.Next(1, rowsMax + 1), default);
    }

    public async ValueTask<StoredSnapshot?> ReadSnapshotAsync(int shard, CancellationToken cancellation)
    {
        await PassAsync("read snapshot");
        return await Disk.ReadSnapshotAsync(shard, default);
    }

    public async ValueTask WriteSnapshotAsync(int shard, StoredSnapshot snapshot, CancellationToken cancellation)
    {
        await PassAsync("write snapshot");
        await Disk.WriteSnapshotAsync(shard, snapshot, default);
    }

    public ValueTask<IReadOnlyList<int>> ListShardsAsync(CancellationToken cancellation) => Disk.ListShardsAsync(default);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task PassAsync(string call)
    {
        for (int steps = random.Next(1, 6); steps > 0; steps--)
        {
            await Task.Yield();
        }

        if (random.Percent(Trouble))
        {
            trace($"{call} fails");
            throw new JournalUnavailableException($"{call} fails.");
        }
    }

    private async Task<JournalBatch> UnfencedAsync(JournalBatch batch)
    {
        ShardHead head = await Disk.ReadHeadAsync(batch.Grant.Shard, default);
        ShardGrant grant = await Disk.TakeAsync(batch.Grant.Shard, default);
        return new(grant, head.LastSeq, head.Head, batch.Rows);
    }

    private async Task StoreLaterAsync(JournalBatch batch)
    {
        for (int steps = random.Next(10, 40); steps > 0; steps--)
        {
            await Task.Yield();
        }

        try
        {
            await Disk.AppendAsync(batch);
        }
        catch (JournalFencedException)
        {
            trace("a late append comes too late");
        }
    }
}
