namespace Backorders.Actors.Storage.Memory;

/// <summary>Shards that were closed.</summary>
internal sealed class MemorySeals(MemoryTables tables, TimeProvider time) : IShardSeals
{
    /// <inheritdoc/>
    public ValueTask<bool> SealAsync(int shard, string why, CancellationToken cancellation) => new(tables.Seal(new(shard, why, time.GetUtcNow())));

    /// <inheritdoc/>
    public ValueTask<bool> UnsealAsync(int shard, CancellationToken cancellation) => new(tables.Unseal(shard));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ShardSeal>> ListAsync(CancellationToken cancellation) => new(tables.Seals());
}
