using Akka.Actor.Setup;

namespace Backorders.Actors.Storage.Memory;

/// <summary>Tells the plugins of an actor system which tables are theirs.</summary>
internal sealed class MemoryStoreSetup(MemoryTables tables) : Setup
{
    public MemoryTables Tables { get; } = tables;
}
