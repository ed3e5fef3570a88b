using Backorders.Domain.Values;
using Backorders.ReadModel.Port;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Backorders.ReadModel.Sqlite;

/// <summary>Where warehouses stand.</summary>
internal static class Cursors
{
    public static ReadCursor Read(SqliteConnection database, string warehouse)
    {
        (long Seq, long At, string TimeZone)? found = database.QuerySingleOrDefault<(long, long, string)?>(
            "SELECT seq, at, time_zone FROM cursor WHERE warehouse = @warehouse", new { warehouse });
        return found is { } c ? new ReadCursor(c.Seq, new Instant(c.At), c.TimeZone) : ReadCursor.Start;
    }

    /// <exception cref="RowsMovedException">The rows stand elsewhere.</exception>
    public static void Require(SqliteConnection database, string warehouse, ReadCursor from)
    {
        if (Read(database, warehouse) is var stands && (stands.Seq, stands.At) != (from.Seq, from.At))
        {
            throw new RowsMovedException($"The rows of warehouse {warehouse} stand at turn {stands.Seq}, and not at turn {from.Seq}, which this change goes on from.");
        }
    }
}
