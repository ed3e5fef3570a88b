namespace Backorders.Server;

/// <summary>What runs the warehouses of a node.</summary>
public enum EngineKind
{
    /// <summary>A loop for each shard, in this process.</summary>
    Loops = 0,

    /// <summary>Actors of Akka.NET. Not with <see cref="JournalKind.Postgres"/> yet; its SQLite files are others than those of <see cref="Loops"/>.</summary>
    Actors = 1,
}
