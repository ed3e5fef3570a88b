using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Backorders.ReadModel.Postgres;

/// <summary>A table that many rows are written to at once: one array a column, so that the statement's text is the same for any number of rows.</summary>
internal sealed class BulkTable<TRow>(string name, Columns<TRow> columns)
{
    private readonly Column<TRow>[] columns = columns.All;

    /// <summary>
    /// The part of the commit that writes this table: rows are inserted or replaced if, and only if, the cursor was moved. Key columns and those that are set once are left alone, and
    /// so are their indexes.
    /// </summary>
    /// <param name="parameter">The number of the next parameter; moved on.</param>
    public string Sql(ref int parameter)
    {
        List<string> arrays = [];
        foreach (Column<TRow> column in columns)
        {
            arrays.Add(string.Create(CultureInfo.InvariantCulture, $"${++parameter}"));
        }

        string names = string.Join(", ", columns.Select(c => c.Name));
        string keys = string.Join(", ", columns.Where(c => c.Role == ColumnRole.Key).Select(c => c.Name));
        IEnumerable<string> sets = columns.Where(c => c.Role is ColumnRole.Changing or ColumnRole.Adding)
            .Select(c => c.Role == ColumnRole.Adding ? $"{c.Name} = t.{c.Name} + excluded.{c.Name}" : $"{c.Name} = excluded.{c.Name}");
        return $"""
            {name}_rows AS (
                INSERT INTO {name} AS t (warehouse, {names})
                SELECT moved.warehouse, u.* FROM moved, unnest({string.Join(", ", arrays)}) AS u({names})
                ON CONFLICT (warehouse, {keys}) DO UPDATE SET {string.Join(", ", sets)})
            """;
    }

    /// <summary>Adds the arrays, in the order of the statement's parameters.</summary>
    public void Bind(NpgsqlParameterCollection parameters, IReadOnlyCollection<TRow> rows)
    {
        foreach (Column<TRow> column in columns)
        {
            parameters.Add(new NpgsqlParameter { Value = column.Values(rows), NpgsqlDbType = column.Type | NpgsqlDbType.Array });
        }
    }
}
