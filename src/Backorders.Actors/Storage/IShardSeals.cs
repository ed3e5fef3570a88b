namespace Backorders.Actors.Storage;

/// <summary>
/// Shards that an operator closed. The store itself refuses rows of a closed shard, whatever their writer believes: when <see cref="SealAsync"/> has returned, no row of
/// the shard is stored any more until it is opened again.
/// </summary>
public interface IShardSeals
{
    /// <summary>Closes a shard; false when it is closed already, and its reason stays.</summary>
    /// <param name="shard">The shard, from 0.</param>
    /// <param name="why">The reason, for people.</param>
    /// <param name="cancellation">Ends the wait; the shard may be closed all the same.</param>
    ValueTask<bool> SealAsync(int shard, string why, CancellationToken cancellation);

    /// <summary>Opens a closed shard; false when it is not closed.</summary>
    ValueTask<bool> UnsealAsync(int shard, CancellationToken cancellation);

    /// <summary>The closed shards, ascending.</summary>
    ValueTask<IReadOnlyList<ShardSeal>> ListAsync(CancellationToken cancellation);
}
