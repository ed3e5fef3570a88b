using System.Globalization;
using Backorders.Postgres;
using Backorders.ReadModel.Port;
using Backorders.ReadModel.Postgres;
using Backorders.Testing.Postgres;
using Npgsql;

namespace Backorders.ReadModel.Tests;

/// <summary>A read model in a PostgreSQL database of its own.</summary>
internal sealed class ReadDatabase : ReadRows
{
    private readonly NpgsqlDataSource anybody;
    private PostgresReadModel store;

    private ReadDatabase(PostgresOptions options)
    {
        (Options, store) = (options, new PostgresReadModel(options, "test"));
        anybody = PostgresSources.Create(options, "anybody");
    }

    public PostgresOptions Options { get; }

    public override PostgresReadModel Store => store;

    public override IReadModelQueries Queries => store;

    public static async Task<ReadRows> OpenAsync() => await MakeAsync();

    public static async Task<ReadDatabase> MakeAsync()
    {
        PostgresOptions options = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await SchemaMigrator.MigrateAsync(options, [PostgresReadModel.Part], null, CancellationToken.None);
        return new ReadDatabase(options);
    }

    public override async Task ReopenAsync()
    {
        await store.DisposeAsync();
        store = new PostgresReadModel(Options, "test");
    }

    public override T Ask<T>(string sql)
    {
        using NpgsqlCommand command = anybody.CreateCommand(sql);
        return (T)Convert.ChangeType(command.ExecuteScalar()!, typeof(T), CultureInfo.InvariantCulture);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using NpgsqlCommand command = anybody.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The rows of an answer, by column.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, object>> Rows(string sql)
    {
        using NpgsqlCommand command = anybody.CreateCommand(sql);
        using NpgsqlDataReader reader = command.ExecuteReader();
        List<Dictionary<string, object>> rows = [];
        while (reader.Read())
        {
            rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, reader.GetValue));
        }

        return rows;
    }

    public override string Dump()
    {
        List<string> rows = [];
        foreach (string table in RowTables.Names.Append("read_cursor").Select(t => t == "read_cursor" ? "cursor" : t).Order(StringComparer.Ordinal))
        {
            string columns = table == "cursor" ? "warehouse, seq, at, time_zone FROM read_cursor" : $"* FROM {table}";
            rows.AddRange(Lines(table, Rows($"SELECT {columns}")));
        }

        return string.Join('\n', rows);
    }

    public override async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        await anybody.DisposeAsync();
    }
}
