namespace Backorders.Journal.Cluster;

/// <summary>What a node has made of a shard that is about to be given to it. The numbers are stored.</summary>
public enum ShardPreparedness
{
    /// <summary>Nothing yet.</summary>
    None = 0,

    /// <summary>Its state is ready there.</summary>
    Ready = 1,

    /// <summary>It cannot be folded there: that node runs an earlier program, or cannot read the rows.</summary>
    Unfit = 2,
}
