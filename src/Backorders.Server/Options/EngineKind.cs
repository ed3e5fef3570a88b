namespace Backorders.Server;

/// <summary>What runs the warehouses of a node.</summary>
public enum EngineKind
{
    /// <summary>A loop for each shard, in this process: for one node alone, and for comparison. Its files are others than those of <see cref="Actors"/>.</summary>
    Loops = 0,

    /// <summary>Actors of Akka.NET.</summary>
    Actors = 1,
}
