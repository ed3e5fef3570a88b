namespace Backorders.Engine.Cluster;

/// <summary>
/// The state of a shard that is on its way here, folded while its owner still serves it: when the shard has come, only the turns since then are left to fold. It may
/// stand on rows that are no longer there when a store has failed over, so whoever uses it holds it against the shard's head.
/// </summary>
/// <param name="epoch">The epoch in which the shard was seen on its way.</param>
internal sealed class ShardPreparation(long epoch)
{
    private readonly TaskCompletionSource ended = new();
    private readonly CancellationTokenSource needless = new();
    private ShardFold? fold;

    public long Epoch => epoch;

    /// <summary>Ends when it is folded, or will not be.</summary>
    public Task Ended => ended.Task;

    /// <summary>Whether the shard could not be folded here.</summary>
    public bool IsUnfit { get; private set; }

    /// <summary>Whether its owner is being told just now what became of it.</summary>
    public bool IsNoting { get; set; }

    /// <summary>Fires when nobody waits for it any more.</summary>
    public CancellationToken Needless => needless.Token;

    public void Fold(ShardFold folded)
    {
        fold = folded;
        ended.TrySetResult();
    }

    public void Fail(bool unfit)
    {
        IsUnfit = unfit;
        ended.TrySetResult();
    }

    /// <summary>The state, for the first who asks after the end; null for everybody else, and when there is none.</summary>
    public ShardFold? Take() => Interlocked.Exchange(ref fold, null);

    public void Cancel() => needless.Cancel();
}
