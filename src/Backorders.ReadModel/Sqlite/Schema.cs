using Backorders.ReadModel.Port;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Backorders.ReadModel.Sqlite;

/// <summary>How a file comes to have the tables of this version.</summary>
internal static class Schema
{
    public static void Prepare(SqliteConnection database, string path)
    {
        long owner = database.ExecuteScalar<long>("PRAGMA application_id");
        if (owner != ReadModelTables.ApplicationId && database.ExecuteScalar<long>("SELECT count(*) FROM sqlite_schema") > 0)
        {
            throw new IOException($"the file {path} is a database of another program.");
        }

        // Losing the last commits to a power cut costs folding them again; a file that is torn would cost folding everything, and NORMAL spares that.
        // Rows are changed all over the tables: a checkpoint that comes seldom writes a page once that changed many times.
        database.Execute("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 12000;");
        if (database.ExecuteScalar<long>("PRAGMA user_version") == ReadModelSchema.Version)
        {
            return;
        }

        using SqliteTransaction transaction = database.BeginTransaction(deferred: false);
        database.Execute(ReadModelTables.Drop, transaction: transaction);
        database.Execute(ReadModelTables.Create, transaction: transaction);
        database.Execute($"PRAGMA application_id = {ReadModelTables.ApplicationId}; PRAGMA user_version = {ReadModelSchema.Version}", transaction: transaction);
        transaction.Commit();
    }
}
