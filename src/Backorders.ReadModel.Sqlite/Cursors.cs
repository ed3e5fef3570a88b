using Backorders.Domain;
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
}
