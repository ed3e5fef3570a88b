using Backorders.Actors.Storage;

namespace Backorders.Actors.Port;

/// <summary>Who is there and who serves what, for operators.</summary>
public interface IClusterView
{
    /// <summary>Whether other nodes may share the store.</summary>
    bool IsShared { get; }

    /// <summary>Reads everything at one moment.</summary>
    /// <exception cref="JournalUnavailableException">The store cannot be used now.</exception>
    ValueTask<ClusterRecord> ReadAsync(CancellationToken cancellation);

    /// <summary>Says that a node is to give away its shards and take none, or that it may take some again. False when there is no such node.</summary>
    /// <exception cref="JournalUnavailableException">The store cannot be used now.</exception>
    ValueTask<bool> SetDrainingAsync(string nodeId, bool draining, CancellationToken cancellation);
}
