namespace Backorders.Engine.Cluster;

/// <summary>
/// The state of a shard that is on its way here, folded while its owner still serves it: when the shard has come, only the turns since then are left to fold. It may
/// stand on rows that are no longer there when a store has failed over, so whoever uses it holds it against the shard's head.
/// </summary>
/// <param name="epoch">The epoch in which the shard was seen on its way.</param>
internal sealed class ShardPreparation(long epoch)
{
    private readonly TaskCompletionSource<ShardFold?> fold = new();
    private readonly CancellationTokenSource needless = new();

    public long Epoch => epoch;

    /// <summary>The state, when it is folded; null when that did not succeed. Whoever takes it has it for himself.</summary>
    public Task<ShardFold?> Fold => fold.Task;

    /// <summary>Fires when nobody waits for it any more.</summary>
    public CancellationToken Needless => needless.Token;

    public void End(ShardFold? folded) => fold.TrySetResult(folded);

    public void Cancel() => needless.Cancel();
}
