using Backorders.Domain;
using Backorders.ReadModel.Sqlite;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Backorders.ReadModel.Tests;

/// <summary>A read model in a folder of its own.</summary>
internal sealed class ReadFile : IAsyncDisposable
{
    public static readonly WarehouseId Warehouse = new("LON1");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-read-");

    public ReadFile() => Store = new SqliteReadModel(Path);

    public string Path => System.IO.Path.Combine(folder.FullName, "read.db");

    public SqliteReadModel Store { get; private set; }

    public async Task WriteAsync(IEnumerable<FoldedTurn> turns, int batch = 1000)
    {
        ReadModelWriter writer = await ReadModelWriter.OpenAsync(Store, Warehouse, CancellationToken.None);
        foreach (FoldedTurn[] part in turns.Where(t => t.Seq > writer.Cursor.Seq).Chunk(batch))
        {
            await writer.WriteAsync(part, CancellationToken.None);
        }
    }

    /// <summary>Closes the file and opens it again.</summary>
    public async Task ReopenAsync(Action<string>? meanwhile = null)
    {
        await Store.DisposeAsync();
        meanwhile?.Invoke(Path);
        Store = new SqliteReadModel(Path);
    }

    public T Ask<T>(string sql)
    {
        using SqliteConnection database = Open();
        return database.ExecuteScalar<T>(sql)!;
    }

    /// <summary>Every row of every table, as text.</summary>
    public string Dump()
    {
        using SqliteConnection database = Open();
        IEnumerable<string> tables = database.Query<string>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
        return string.Join('\n', tables.SelectMany(t => database.Query($"SELECT * FROM {t}").Select(r => $"{t}: {string.Join(", ", (IDictionary<string, object>)r)}")));
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private SqliteConnection Open()
    {
        SqliteConnection database = new($"Data Source={Path};Mode=ReadOnly;Pooling=False");
        database.Open();
        return database;
    }
}
