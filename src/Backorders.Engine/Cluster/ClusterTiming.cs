namespace Backorders.Engine.Cluster;

/// <summary>How long nodes that share a store wait for each other. The same on all of them.</summary>
public sealed record ClusterTiming
{
    /// <summary>Time between two heartbeats. Default 1 s: each is one small update.</summary>
    public TimeSpan HeartbeatEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// For how long a heartbeat counts, by the store's clock, and how long another node must have watched a counter stand still. Default 8 s: a crash is
    /// taken over soon after, and a long pause of the garbage collector or a restart of the store is not one.
    /// </summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>
    /// After what time without a good heartbeat, counted from its sending, a node stops to decide and to answer. Default 6 s: well before others may take
    /// its shards.
    /// </summary>
    public TimeSpan OwnDeadline { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>Time between two looks at nodes and shards. Default 200 ms: a given shard is taken, and its route known, about that much later.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>A pause between two looks after which nothing is known of what happened meanwhile: everybody's silence is counted anew. Default 2 s.</summary>
    public TimeSpan BlindAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a node that must give its shards waits for the next owner of one to have its state ready. Default 8 s: then the shard goes all the same, and its
    /// next owner folds it while its callers wait. A node that need not give a shard waits as long as it takes, and serves it meanwhile.
    /// </summary>
    public TimeSpan PreparedWithin { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>
    /// Shards that may be on their way from one live node to another at once, over all nodes. Default 24: the more go together, the longer each is away, and
    /// 256 are through within seconds.
    /// </summary>
    public int MovesMax { get; init; } = 24;
}
