using System.Text.RegularExpressions;
using Backorders.Testing.Postgres;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Backorders.ReadModel.Tests;

/// <summary>What the README asks of the rows can be asked, by a program that knows SQLite and nothing else, while the writer has the file open.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public async Task Query_OfTheReadme_RunsBesideTheWriter()
    {
        await using ReadFile file = new();
        await file.WriteAsync(History.Random(7, 800).Turns);
        string query = QueryOf("README.md");
        Assert.NotEmpty(query);
        using SqliteConnection anybody = new($"Data Source={file.Path};Mode=ReadOnly;Pooling=False");
        IDictionary<string, object>[] rows = [.. anybody.Query(query).Cast<IDictionary<string, object>>()];
        Assert.NotEmpty(rows);
        Assert.Equal(["sku", "lines", "units", "days_mean", "last_ordered"], rows[0].Keys);
        Assert.All(rows, r => Assert.True((double)r["days_mean"] >= 0));
    }

    [PostgresFact]
    public async Task Query_ForPostgres_Runs()
    {
        await using ReadDatabase rows = await ReadDatabase.MakeAsync();
        await rows.WriteAsync(History.Random(7, 800).Turns);
        IReadOnlyList<IReadOnlyDictionary<string, object>> found = rows.Rows(QueryOf("src/Backorders.ReadModel/Postgres/README.md"));
        Assert.NotEmpty(found);
        Assert.Equal(["sku", "lines", "units", "wait_mean", "last_ordered"], found[0].Keys);
        Assert.All(found, r => Assert.True((TimeSpan)r["wait_mean"] >= TimeSpan.Zero));
    }

    private static string QueryOf(string page) =>
        Sql().Match(File.ReadAllText(Path.Combine(Root(), page))).Groups["sql"].Value.Replace("'MAIN'", "'LON1'", StringComparison.Ordinal);

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Backorders.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not lie in the source tree.");
    }

    [GeneratedRegex("```sql\n(?<sql>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Sql();
}
