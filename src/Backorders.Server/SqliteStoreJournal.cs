using Backorders.Actors.Storage.Sqlite;
using Backorders.Journal;

namespace Backorders.Server;

/// <summary>The actors' store in SQLite files, which can be copied while it works.</summary>
internal sealed class SqliteStoreJournal(SqliteTurnStore store) : StoreJournal(store), ICopyableJournal
{
    public ValueTask<long> CopyToAsync(string path, CancellationToken cancellation) => store.CopyToAsync(path, cancellation);
}
