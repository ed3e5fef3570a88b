using System.Globalization;
using System.Text;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Npgsql;

namespace Backorders.ReadModel.Postgres;

/// <summary>The text of one question with its parameters; the first is the warehouse.</summary>
internal sealed class Query
{
    private readonly StringBuilder sql = new();
    private readonly List<NpgsqlParameter> parameters = [];

    public Query(WarehouseId warehouse) => Add(warehouse.Value);

    public Query Line(string text)
    {
        sql.Append(text);
        return this;
    }

    /// <summary>Adds a value, and gives the place that stands for it.</summary>
    public string Add<T>(T value)
    {
        parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return string.Create(CultureInfo.InvariantCulture, $"${parameters.Count}");
    }

    /// <summary>From the first time up to but not including the second.</summary>
    public string Within(string column, Instant from, Instant to) => $" AND {column} >= {Add(from.UnixMicroseconds)} AND {column} < {Add(to.UnixMicroseconds)}";

    /// <summary>One owner's, or everybody's.</summary>
    public string Of(OwnerId? owner) => owner is { } one ? $" AND owner = {Add(one.Value)}" : string.Empty;

    public NpgsqlCommand Make(NpgsqlDataSource source)
    {
        NpgsqlCommand command = source.CreateCommand(sql.ToString());
        parameters.ForEach(p => command.Parameters.Add(p));
        return command;
    }
}
