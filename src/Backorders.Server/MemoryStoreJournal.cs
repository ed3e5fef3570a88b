using Backorders.Actors.Storage.Memory;

namespace Backorders.Server;

/// <summary>The actors' store in memory: there is nothing to copy.</summary>
internal sealed class MemoryStoreJournal(MemoryTurnStore store) : StoreJournal(store);
