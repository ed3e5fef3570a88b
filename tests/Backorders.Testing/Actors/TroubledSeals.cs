using Backorders.Actors.Storage;

namespace Backorders.Testing.Actors;

/// <summary>Seals of <see cref="TroubledTurnStore"/>.</summary>
internal sealed class TroubledSeals(TroubledTurnStore store) : IShardSeals
{
    /// <inheritdoc/>
    public async ValueTask<bool> SealAsync(int shard, string why, CancellationToken cancellation)
    {
        await (store.BeforeSeal?.Invoke() ?? Task.CompletedTask);
        return await store.Inner.Seals.SealAsync(shard, why, cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<bool> UnsealAsync(int shard, CancellationToken cancellation) => store.Inner.Seals.UnsealAsync(shard, cancellation);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ShardSeal>> ListAsync(CancellationToken cancellation) => store.Inner.Seals.ListAsync(cancellation);
}
