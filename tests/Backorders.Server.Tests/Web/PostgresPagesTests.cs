using System.Text;
using Backorders.Postgres;
using Backorders.Server.Options;
using Backorders.Server.Security.Secrets;
using Backorders.Server.Stores;
using Backorders.Server.Web;
using Backorders.Server.Web.Files;
using Backorders.Testing.Postgres;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Backorders.Server.Tests.Web;

/// <summary>What nodes on one PostgreSQL share for the pages: the part `pages` of `migrate`, the files of each version, and the keys of cookies.</summary>
public sealed class PostgresPagesTests : IAsyncLifetime
{
    private readonly List<ServiceProvider> nodes = [];
    private PostgresOptions database = null!;

    public async Task InitializeAsync()
    {
        database = PostgresPrograms.WhySkip is null ? await (await PostgresServer.SharedAsync()).CreateDatabaseAsync() : null!;
    }

    public async Task DisposeAsync()
    {
        foreach (ServiceProvider node in nodes)
        {
            await node.DisposeAsync();
        }
    }

    [PostgresFact]
    public async Task File_OfAnotherNodesVersion_IsFound_UntilNobodyHasHadItForAMonth()
    {
        await MigrateAsync();
        IPageShelf one = Node().GetRequiredService<IPageShelf>();
        IPageShelf other = Node().GetRequiredService<IPageShelf>();
        PageFiles files = new();
        await one.KeepAsync(files, default);
        await other.KeepAsync(files, default);

        PageFile found = (await other.FindAsync(files.Version, "shared/shell.js", default))!;
        Assert.Equal(("text/javascript; charset=utf-8", Encoding.UTF8.GetString(files.Find("shared/shell.js")!.Content)), (found.ContentType, Encoding.UTF8.GetString(found.Content)));
        Assert.Null(await other.FindAsync(files.Version, "none.js", default));

        await using NpgsqlDataSource source = NpgsqlDataSource.Create($"{database.ConnectionString};Search Path={database.Schema}");
        await ExecuteAsync(
            source,
            "INSERT INTO page_file(version, path, body, kept_at) VALUES ('0123456789abcdef', 'old.js', '', now() - interval '31 days'), "
            + "('0123456789abcdee', 'new.js', '', now() - interval '29 days')");
        await one.KeepAsync(files, default);
        Assert.Null(await one.FindAsync("0123456789abcdef", "old.js", default));
        Assert.NotNull(await one.FindAsync("0123456789abcdee", "new.js", default));
    }

    [PostgresFact]
    public async Task Cookie_OfOneNode_IsGoodAtAnother_AndAfterARestart()
    {
        await MigrateAsync();
        string cookie = Protector(Node()).Protect("who");
        Assert.Equal("who", Protector(Node()).Unprotect(cookie));
        Assert.Equal(1, await KeysAsync());
    }

    /// <summary>Two nodes that start first, at once, each make a key: both keep their own cookies and read the other's.</summary>
    [PostgresFact]
    public async Task Nodes_ThatStartFirstAtOnce_ReadEachOthersCookies()
    {
        await MigrateAsync();
        IDataProtector[] both = [Protector(Node()), Protector(Node())];
        using Barrier start = new(both.Length);
        string[] cookies = await Task.WhenAll(both.Select(node => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return node.Protect("who");
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        Assert.All(both, node => Assert.All(cookies, cookie => Assert.Equal("who", node.Unprotect(cookie))));
        Assert.InRange(await KeysAsync(), 1, both.Length);
    }

    private NodeOptions Options() => new() { Journal = JournalKind.Postgres, Postgres = database, Warehouses = [TestNode.Building("MAIN")] };

    private Task MigrateAsync() => NodeDatabase.MigrateAsync(Options(), null, default);

    /// <summary>What a node has for its pages, without the rest of it.</summary>
    private ServiceProvider Node()
    {
        ServiceProvider node = new ServiceCollection()
            .AddLogging().AddSingleton(NodeDatabase.TurnsOf(Options())).AddSingleton(SecretBox.Of(Options().Secrets)).AddPages(Options()).BuildServiceProvider();
        nodes.Add(node);
        return node;
    }

    private static IDataProtector Protector(ServiceProvider node) => node.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");

    private async Task<long> KeysAsync()
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create($"{database.ConnectionString};Search Path={database.Schema}");
        await using NpgsqlCommand count = source.CreateCommand("SELECT count(*) FROM cookie_key");
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using NpgsqlCommand command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
