using System.Xml.Linq;
using Backorders.Postgres;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;

namespace Backorders.Server.Web.Files;

/// <summary>What nodes with one database share for the pages: the keys that protect cookies, and each version's files.</summary>
/// <remarks>Whoever reads <c>cookie_key</c> can make a cookie for a key whose hash is known: nobody but the nodes' role needs any right to it.</remarks>
internal sealed class PostgresPages : IPageShelf, IXmlRepository, IAsyncDisposable
{
    private const int PoolMax = 2;
    private const int CommandSeconds = 10;

    /// <summary>A browser that has run an older page for so long has asked for a newer one long since.</summary>
    private const int KeptDays = 30;

    private readonly NpgsqlDataSource source;

    /// <param name="options">Where the database is; nothing is asked of it before the first call.</param>
    /// <param name="sessions">What the connections of this start of the node are named after.</param>
    /// <exception cref="PostgresStartException">The settings cannot be used.</exception>
    public PostgresPages(PostgresOptions options, string sessions) => source = PostgresSources.Create(
        options, $"{sessions} pages", adjust: static to => (to.MaxPoolSize, to.CommandTimeout) = (Math.Min(to.MaxPoolSize, PoolMax), CommandSeconds));

    /// <summary>The tables.</summary>
    public static SchemaPart Part { get; } = SchemaPart.FromResources(
        "pages", typeof(PostgresPages).Assembly, ["SELECT, INSERT, UPDATE ON cookie_key", "SELECT, INSERT, UPDATE, DELETE ON page_file"], "Backorders.Server.Web.");

    /// <inheritdoc/>
    public async Task KeepAsync(PageFiles files, CancellationToken cancellation)
    {
        await using NpgsqlBatch batch = source.CreateBatch();
        foreach ((string path, PageFile file) in files.All)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(
                "INSERT INTO page_file(version, path, body) VALUES ($1, $2, $3) ON CONFLICT (version, path) DO UPDATE SET kept_at = now() WHERE page_file.kept_at < now() - interval '1 day'")
            {
                Parameters = { new() { Value = files.Version }, new() { Value = path }, new() { Value = file.Content } },
            });
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand("DELETE FROM page_file WHERE kept_at < now() - make_interval(days => $1)") { Parameters = { new() { Value = KeptDays } } });
        await batch.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<PageFile?> FindAsync(string version, string path, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = source.CreateCommand("SELECT body FROM page_file WHERE version = $1 AND path = $2");
        command.Parameters.Add(new NpgsqlParameter { Value = version });
        command.Parameters.Add(new NpgsqlParameter { Value = path });
        return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is byte[] body ? new PageFile(PageFile.TypeOf(path), body) : null;
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using NpgsqlCommand command = source.CreateCommand("SELECT body FROM cookie_key ORDER BY id");
        using NpgsqlDataReader reader = command.ExecuteReader();
        List<XElement> keys = [];
        while (reader.Read())
        {
            keys.Add(XElement.Parse(reader.GetString(0)));
        }

        return keys;
    }

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName)
    {
        using NpgsqlCommand command = source.CreateCommand("INSERT INTO cookie_key(name, body) VALUES ($1, $2)");
        command.Parameters.Add(new NpgsqlParameter { Value = friendlyName });
        command.Parameters.Add(new NpgsqlParameter { Value = element.ToString(SaveOptions.DisableFormatting) });
        command.ExecuteNonQuery();
    }

    /// <summary>Puts a key in the place of the one of its name.</summary>
    public void Replace(XElement element, string name)
    {
        using NpgsqlCommand command = source.CreateCommand("UPDATE cookie_key SET body = $2 WHERE name = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = name });
        command.Parameters.Add(new NpgsqlParameter { Value = element.ToString(SaveOptions.DisableFormatting) });
        command.ExecuteNonQuery();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => source.DisposeAsync();
}
