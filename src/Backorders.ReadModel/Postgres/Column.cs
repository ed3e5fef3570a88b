using Backorders.Domain.Values;
using NpgsqlTypes;

namespace Backorders.ReadModel.Postgres;

/// <summary>One column of a table that rows are written to, many at once.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Role">What an upsert does with it.</param>
/// <param name="Type">Its type in an array parameter.</param>
/// <param name="Values">The cells of many rows, as the array that goes to the server.</param>
internal sealed record Column<TRow>(string Name, ColumnRole Role, NpgsqlDbType Type, Func<IReadOnlyCollection<TRow>, Array> Values);

/// <summary>What an upsert does with a column.</summary>
internal enum ColumnRole
{
    /// <summary>Finds the row.</summary>
    Key,

    /// <summary>Set when the row is made, and left alone afterwards.</summary>
    Once,

    /// <summary>Replaced.</summary>
    Changing,

    /// <summary>Added to what is there.</summary>
    Adding,
}

/// <summary>Makes columns of one table; those that follow <see cref="As"/> have its role.</summary>
internal sealed class Columns<TRow>
{
    private readonly List<Column<TRow>> made = [];
    private ColumnRole role = ColumnRole.Key;

    public Column<TRow>[] All => [.. made];

    public Columns<TRow> As(ColumnRole next)
    {
        role = next;
        return this;
    }

    public Columns<TRow> Text(string name, Func<TRow, string?> cell) => Add(name, NpgsqlDbType.Text, cell);

    public Columns<TRow> Number(string name, Func<TRow, long> cell) => Add(name, NpgsqlDbType.Bigint, cell);

    public Columns<TRow> Small(string name, Func<TRow, int> cell) => Add(name, NpgsqlDbType.Integer, cell);

    public Columns<TRow> Flag(string name, Func<TRow, bool> cell) => Add(name, NpgsqlDbType.Boolean, cell);

    /// <summary>A time in microseconds; NULL for never.</summary>
    public Columns<TRow> Time(string name, Func<TRow, Instant> cell) =>
        Add<long?>(name, NpgsqlDbType.Bigint, row => cell(row) is var at && at == Instant.Never ? null : at.UnixMicroseconds);

    /// <summary>A number that the system gave out; NULL for none.</summary>
    public Columns<TRow> Id(string name, Func<TRow, long> cell) => Add<long?>(name, NpgsqlDbType.Bigint, row => cell(row) is var id && id == 0 ? null : id);

    private Columns<TRow> Add<TCell>(string name, NpgsqlDbType type, Func<TRow, TCell> cell)
    {
        made.Add(new Column<TRow>(name, role, type, rows =>
        {
            TCell[] cells = new TCell[rows.Count];
            int i = 0;
            foreach (TRow row in rows)
            {
                cells[i++] = cell(row);
            }

            return cells;
        }));
        return this;
    }
}
