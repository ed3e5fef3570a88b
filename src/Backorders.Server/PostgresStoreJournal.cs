using Backorders.Actors.Storage.Postgres;

namespace Backorders.Server;

/// <summary>The actors' store in PostgreSQL, which its server's own tools copy.</summary>
internal sealed class PostgresStoreJournal(PostgresTurnStore store) : StoreJournal(store);
