using System.Net.Http.Json;
using Backorders.Server.Common;
using Backorders.Server.Options;
using Backorders.Server.Security;
using Backorders.Server.Stores;
using Backorders.Testing.Postgres;
using Backorders.V1;

namespace Backorders.Server.Tests.Access;

/// <summary>Secrets of webhooks and keys of cookies in PostgreSQL: as in a data folder.</summary>
public sealed class PostgresSecretsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-secrets-");
    private readonly string key = KeyFile.NewKey();

    public void Dispose() => folder.Delete(recursive: true);

    [PostgresFact]
    public async Task SecretsInTheClear_AreEncryptedAtTheNextStartWithAKey_AndNoStartGoesWithoutIt()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        NodeOptions options = new()
        {
            DataDirectory = folder.FullName, Journal = JournalKind.Postgres, Postgres = await server.CreateDatabaseAsync(), KeyFile = Path.Combine(folder.FullName, "keys.json"),
            Warehouses = [TestNode.Building(TestNode.Warehouse)], Listen = new ListenOptions { Http = "127.0.0.1:0", Grpc = "127.0.0.1:0" }, Log = new LogOptions { Console = false },
        };
        options.Webhooks.AllowedHosts = ["127.0.0.1"];
        KeyFile.Write(options.KeyFile, [new StoredKey { Id = "acme", Owner = "ACME", Sha256 = Convert.ToHexStringLower(KeyFile.Hash(key)), Roles = [.. KeyFile.Each(Role.OfOwner)] }]);
        await NodeDatabase.MigrateAsync(options, null, default);
        CreateEndpointRequest create = new() { RequestId = TestNode.Id(), Url = "http://127.0.0.1:9/", Kinds = { EventKind.CompensationDue }, FromNow = true };
        (string secret, string cookie) = await UseAsync(options, create, null);
        Assert.Equal((true, true), await InTheClearAsync(server, options));

        options.Secrets.Keys = Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        Assert.Equal((secret, cookie), await UseAsync(options, create, cookie));
        Assert.Equal((false, false), await InTheClearAsync(server, options));

        options.Secrets.Keys = string.Empty;
        NodeStartException e = await Assert.ThrowsAsync<NodeStartException>(() => BackordersNode.StartAsync(options));
        Assert.Contains("no key was given", e.Message, StringComparison.Ordinal);
    }

    /// <summary>Makes the endpoint, or asks for it again; logs in, or shows that a login is still good.</summary>
    private async Task<(string Secret, string Cookie)> UseAsync(NodeOptions options, CreateEndpointRequest create, string? cookie)
    {
        await using BackordersNode node = await BackordersNode.StartAsync(options);
        using BackordersClient client = BackordersClient.Connect(node.GrpcAddress.ToString(), key);
        string secret = (await client.RetryAsync(() => client.Webhooks.CreateEndpointAsync(create))).Secret;
        using HttpClient http = new() { BaseAddress = node.HttpAddress };
        if (cookie is not null)
        {
            http.DefaultRequestHeaders.Add("cookie", cookie);
            Assert.Contains("\"person\":\"acme\"", await http.GetStringAsync(new Uri("/web/session", UriKind.Relative)), StringComparison.Ordinal);
            return (secret, cookie);
        }

        using HttpRequestMessage request = new(HttpMethod.Post, "/web/session") { Content = JsonContent.Create(new { key }) };
        request.Headers.Add("origin", node.HttpAddress.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("backorders-page", "login");
        using HttpResponseMessage answer = await http.SendAsync(request);
        return (secret, answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
    }

    private static async Task<(bool Webhooks, bool Cookies)> InTheClearAsync(PostgresServer server, NodeOptions options)
    {
        string database = options.Postgres.ConnectionString.Split(';').Single(p => p.StartsWith("Database=", StringComparison.Ordinal))["Database=".Length..];
        return (await AnyAsync("SELECT bool_or(body::text LIKE '%whsec%') FROM", "webhook_endpoint"), await AnyAsync("SELECT bool_or(body LIKE '%masterKey%') FROM", "cookie_key"));

        async Task<bool> AnyAsync(string what, string table) => (bool)(await server.QueryAsync($"{what} {options.Postgres.Schema}.{table}", database))!;
    }
}
