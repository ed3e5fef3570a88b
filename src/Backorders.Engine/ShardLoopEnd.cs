namespace Backorders.Engine;

/// <summary>Why a shard's loop has ended.</summary>
internal enum ShardLoopEnd
{
    /// <summary>It was told to: all that it took is answered, unless it was aborted.</summary>
    Stopped = 0,

    /// <summary>Another writer has the shard, or it is sealed.</summary>
    Lost = 1,

    /// <summary>The store could not be used when the shard was to be taken for the first time.</summary>
    Unavailable = 2,

    /// <summary>The shard's journal is damaged, or holds what this version cannot fold.</summary>
    Broken = 3,
}
