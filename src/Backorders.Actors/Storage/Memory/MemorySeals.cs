namespace Backorders.Actors.Storage.Memory;

/// <summary>Shards that were closed.</summary>
internal sealed class MemorySeals(MemoryTables tables, TimeProvider time) : IShardSeals
{
    /// <summary>Called after each change: actor systems that share the tables learn of it at once.</summary>
    public Action? Changed { get; set; }

    /// <inheritdoc/>
    public ValueTask<bool> SealAsync(int shard, string why, CancellationToken cancellation) => new(Tell(tables.Seal(new(shard, why, time.GetUtcNow()))));

    /// <inheritdoc/>
    public ValueTask<bool> UnsealAsync(int shard, CancellationToken cancellation) => new(Tell(tables.Unseal(shard)));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ShardSeal>> ListAsync(CancellationToken cancellation) => new(tables.Seals());

    private bool Tell(bool isChanged)
    {
        Changed?.Invoke();
        return isChanged;
    }
}
