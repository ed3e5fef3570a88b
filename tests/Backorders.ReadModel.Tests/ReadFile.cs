using Backorders.ReadModel.Port;
using Backorders.ReadModel.Sqlite;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Backorders.ReadModel.Tests;

/// <summary>A read model in a folder of its own.</summary>
internal sealed class ReadFile : ReadRows
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-read-");
    private SqliteReadModel store;

    public ReadFile() => store = new SqliteReadModel(Path);

    public string Path => System.IO.Path.Combine(folder.FullName, "read.db");

    public override SqliteReadModel Store => store;

    public override IReadModelQueries Queries => store;

    public override Task ReopenAsync() => ReopenAsync(null);

    public async Task ReopenAsync(Action<string>? meanwhile)
    {
        await store.DisposeAsync();
        meanwhile?.Invoke(Path);
        store = new SqliteReadModel(Path);
    }

    public override T Ask<T>(string sql)
    {
        using SqliteConnection database = Open();
        return database.ExecuteScalar<T>(sql)!;
    }

    public override string Dump()
    {
        using SqliteConnection database = Open();
        List<string> rows = [];
        foreach (string table in database.Query<string>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"))
        {
            rows.AddRange(Lines(table, database.Query($"SELECT * FROM {table}").Cast<IDictionary<string, object>>()));
        }

        return string.Join('\n', rows);
    }

    public override async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private SqliteConnection Open()
    {
        SqliteConnection database = new($"Data Source={Path};Mode=ReadOnly;Pooling=False");
        database.Open();
        return database;
    }
}
