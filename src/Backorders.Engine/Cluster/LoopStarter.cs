using Backorders.Domain;
using Backorders.Domain.Commands;
using Backorders.Journal;
using Microsoft.Extensions.Logging;

namespace Backorders.Engine.Cluster;

/// <summary>Makes the loop of a shard, and opens its warehouses when it serves.</summary>
internal sealed class LoopStarter(EngineOptions options, IJournal journal, TimeProvider time, ILogger log, EngineInstruments? instruments, NodeLease? lease)
{
    /// <param name="slot">The shard's place.</param>
    /// <param name="prepared">Its state as it was folded before it came, as far as that went; null when it is folded when it is taken.</param>
    public ShardLoop Create(ShardSlot slot, ShardPreparation? prepared = null) => new(slot.Shard, slot.Work, options, journal, time, log, instruments, lease, prepared);

    /// <summary>Folds what is stored of a shard, whoever owns it.</summary>
    /// <exception cref="JournalException">It cannot be read, or not be folded.</exception>
    public Task<ShardFold> LoadAsync(int shard, CancellationToken cancellation) =>
        new ShardRecovery(journal, shard, options.ReadPageRows, log).LoadLatestAsync(cancellation);

    /// <summary>Waits until a started loop serves, and opens its warehouses; those whose description is refused keep none of the others closed.</summary>
    /// <exception cref="JournalException">The shard cannot be taken, or its journal cannot be used.</exception>
    /// <exception cref="InvalidOperationException">A warehouse's description was refused.</exception>
    public static async Task OpenAsync(ShardSlot slot, ShardLoop loop, CancellationToken cancellation)
    {
        using CancellationTokenRegistration hurry = cancellation.Register(loop.Abort);
        await loop.Ready;
        List<string> refusals = [];
        foreach (WarehouseSetup setup in slot.Setups)
        {
            CommandItem item = new(new(setup.Id, CommandKey.None, CommandDigest.None, "node", new OpenWarehouse(setup.TimeZone, setup.Doors, setup.Lanes)));
            loop.Take(item);
            CommandOutcome outcome = await item.Task;
            if (outcome.Refused is { } refused && refused.Reason.IsTransient())
            {
                throw new JournalUnavailableException($"Warehouse '{setup.Id}' could not be opened yet: {refused.Message}");
            }

            if (outcome.Refused is { } why)
            {
                refusals.Add($"Warehouse '{setup.Id}' cannot be opened: {why.Message}");
            }
        }

        if (refusals.Count > 0)
        {
            throw new InvalidOperationException(string.Join(" ", refusals));
        }
    }
}
