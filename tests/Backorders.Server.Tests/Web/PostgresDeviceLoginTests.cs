using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Backorders.Postgres;
using Backorders.Server.Options;
using Backorders.Server.Security;
using Backorders.Server.Stores;
using Backorders.Testing.Postgres;
using Watched = Backorders.Testing.Postgres.Poll;

namespace Backorders.Server.Tests.Web;

/// <summary>Two nodes on one PostgreSQL, and two browsers with one device's secret, which ask both at once.</summary>
public sealed class PostgresDeviceLoginTests : IAsyncLifetime
{
    private const string Ask = "/web/session/device";
    private const int Devices = 6;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-devices-");
    private readonly List<BackordersNode> nodes = [];
    private PostgresOptions database = null!;

    private string Keys => Path.Combine(folder.FullName, "keys.json");

    public Task InitializeAsync()
    {
        KeyFile.Write(Keys, [KeyFile.Seal(new StoredKey { Id = "operator", Roles = [Role.Operator] }, KeyFile.NewKey())]);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        foreach (BackordersNode node in nodes)
        {
            await node.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }

    [PostgresFact]
    public async Task Code_ThatTwoBrowsersShowToTwoNodesAtOnce_MakesExactlyOneSession()
    {
        database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await NodeDatabase.MigrateAsync(Options("a"), null, default);
        BackordersNode[] both = [await StartAsync("a"), await StartAsync("b")];
        int contested = 0;
        for (int i = 0; i < Devices; i++)
        {
            using TestBrowser wall = new(both[0].HttpAddress);
            using HttpResponseMessage shown = await wall.PostAsync(Ask, new { });
            string code = (await shown.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()!;
            await ApiKeys.AddDeviceAsync(Keys, $"wall-{i}", code, "ACME", Role.Station, ["MAIN"]);
            TestBrowser[] browsers = [wall.MovedTo(both[0].HttpAddress), wall.MovedTo(both[1].HttpAddress)];
            await KnowAsync(both);
            using Barrier start = new(browsers.Length);
            string?[][] answers = await Task.WhenAll(browsers.Select(browser => Task.Run(() => EndAsync(browser, start))));

            contested += answers.SelectMany(a => a).Count(a => a == "DEVICE_CODE_CONTESTED");
            Assert.Equal(["DEVICE_CODE_USED", "let in"], answers.Select(a => a[^1]).Order(StringComparer.Ordinal));
            Assert.Single(browsers, b => b.Cookies.Contains("backorders-session"));
            Array.ForEach(browsers, b => b.Dispose());
        }

        Figures.Tell($"device codes: of {Devices} that two nodes were shown at once, {contested} answers were that another asks too");
    }

    /// <summary>Waits until all nodes know what the key file says: a key that was added last is good at each.</summary>
    private async Task KnowAsync(BackordersNode[] all)
    {
        string key = KeyFile.NewKey();
        KeyFile.Write(Keys, [.. KeyFile.Read(Keys).Where(k => k.Id != "last"), KeyFile.Seal(new StoredKey { Id = "last", Owner = "ACME", Roles = [Role.Reader] }, key)]);
        foreach (BackordersNode node in all)
        {
            using TestBrowser person = new(node.HttpAddress);
            await Watched.UntilAsync(
                async () =>
                {
                    using HttpResponseMessage answer = await person.PostAsync("/web/session", new { key });
                    return answer.StatusCode == HttpStatusCode.OK;
                },
                "a node knows the key");
        }
    }

    /// <summary>Asks as a page does, again and again, until it is told how it ends: all that it is told after the code was taken in.</summary>
    private static async Task<string?[]> EndAsync(TestBrowser browser, Barrier start)
    {
        List<string?> told = [];
        start.SignalAndWait();
        await Watched.UntilAsync(
            async () =>
            {
                using HttpResponseMessage answer = await browser.PostAsync(Ask, new { });
                JsonElement body = await answer.Content.ReadFromJsonAsync<JsonElement>();
                if (answer.StatusCode == HttpStatusCode.OK && body.TryGetProperty("code", out _))
                {
                    return false; // the node has not read the key file yet
                }

                told.Add(answer.StatusCode == HttpStatusCode.OK ? "let in" : body.GetProperty("details")[0].GetProperty("debug").GetProperty("reason").GetString());
                return told[^1] != "DEVICE_CODE_CONTESTED";
            },
            "it is known whether the device was let in");
        return [.. told];
    }

    private async Task<BackordersNode> StartAsync(string id)
    {
        BackordersNode node = await BackordersNode.StartAsync(Options(id));
        nodes.Add(node);
        return node;
    }

    private NodeOptions Options(string id)
    {
        NodeOptions options = new()
        {
            DataDirectory = Path.Combine(folder.FullName, id),
            Journal = JournalKind.Postgres,
            Postgres = database,
            KeyFile = Keys,
            Warehouses = [TestNode.Building("MAIN")],
            Listen = new ListenOptions { Http = "127.0.0.1:0", Grpc = "127.0.0.1:0" },
            Log = new LogOptions { Console = false },
        };
        options.Cluster.NodeId = id;
        return options;
    }
}
