using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Backorders.Server.Common;
using Backorders.Server.Options;
using Backorders.Server.Security;
using Backorders.Testing;
using Backorders.V1;
using static Backorders.Server.Tests.Web.IssuerLoginTests;

namespace Backorders.Server.Tests.Web;

/// <summary>Walls and fixed stations: how one is let in, how long that is good, and how it ends. Both clocks are moved by hand.</summary>
public sealed class DeviceLoginTests
{
    private const string Places = """{"warehouse":"MAIN"}""";
    private const string Ask = "/web/session/device";

    private readonly ManualTimeProvider waiting = new();

    [Fact]
    public async Task Device_WhoseCodeIsInTheKeyFile_IsLetIn_WithItsRolesAndItsStation()
    {
        await using TestNode node = await StartAsync();
        using TestBrowser wall = new(node.Node.HttpAddress);
        string code = await CodeAsync(wall);
        Assert.Matches("^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$", code);
        Assert.Equal(code, await CodeAsync(wall)); // it waits

        await AddAsync(node, "wall", code, station: "P7");
        using HttpResponseMessage letIn = await wall.PostAsync(Ask, new { });

        Assert.Contains("max-age=34560000", letIn.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("backorders-session=", StringComparison.Ordinal)), StringComparison.OrdinalIgnoreCase);
        JsonElement who = await wall.WhoAsync();
        Assert.Equal(("wall", "ACME", "P7"), (Text(who, "person"), Text(who, "owner"), Text(who, "station")));
        Assert.True(who.GetProperty("isDevice").GetBoolean());
        Assert.Equal(JsonValueKind.Null, who.GetProperty("ends").ValueKind);
        Assert.Equal(["backorders-session"], wall.Cookies);
        Assert.Equal(HttpStatusCode.OK, (await wall.CallAsync("Stations/ListTasks", Places)).StatusCode);
        using HttpResponseMessage denied = await wall.CallAsync("Orders/SubmitOrder", """{"warehouse":"MAIN","orderNo":"A","lines":[{"lineNo":1,"sku":"MUG","quantity":"1"}]}""");
        Assert.Equal("ROLE_MISSING", await TestBrowser.ReasonAsync(denied));
        using HttpResponseMessage elsewhere = await wall.CallAsync("Stations/ListTasks", """{"warehouse":"NORTH"}""");
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
        ListAuditResponse record = await node.Operator.Operations.ListAuditAsync(new ListAuditRequest { Thing = "device code" });
        Assert.Equal(("wall", AuditOutcome.Done), (record.Records.Single().KeyId, record.Records.Single().Outcome));
    }

    [Fact]
    public async Task Device_InUse_IsKnownYearsLater_AtTheNextNodeToo()
    {
        await using TestNode first = await StartAsync(folder: string.Empty);
        using TestBrowser wall = await LetInAsync(first, "wall");
        for (int half = 0; half < 4; half++)
        {
            waiting.Advance(TimeSpan.FromDays(200));
            using HttpResponseMessage asked = await wall.SendAsync(HttpMethod.Get, "/web/session", null, origin: null);
            Assert.Contains("max-age=34560000", string.Join(' ', asked.Headers.GetValues("Set-Cookie")), StringComparison.OrdinalIgnoreCase);
        }

        using HttpResponseMessage again = await wall.SendAsync(HttpMethod.Get, "/web/session", null, origin: null);
        Assert.False(again.Headers.Contains("Set-Cookie")); // once a day
        await first.Node.StopAsync();
        await using TestNode second = await StartAsync(folder: first.Folder);
        using TestBrowser moved = wall.MovedTo(second.Node.HttpAddress);
        Assert.Equal("wall", Text(await moved.WhoAsync(), "person"));
        Assert.Equal(HttpStatusCode.OK, (await moved.CallAsync("Stations/ListTasks", Places)).StatusCode);
    }

    [Fact]
    public async Task Device_ThatAskedOneNode_IsLetInByAnother()
    {
        await using TestNode first = await StartAsync(folder: string.Empty);
        using TestBrowser wall = new(first.Node.HttpAddress);
        string code = await CodeAsync(wall);
        await first.Node.StopAsync();
        await using TestNode second = await StartAsync(folder: first.Folder);
        await ApiKeys.AddDeviceAsync(Path.Combine(first.Folder, "keys.json"), "wall", code, "ACME", Role.Station, ["MAIN"]);
        second.Time.Advance(KeyKeeper.LookEvery);
        using TestBrowser moved = wall.MovedTo(second.Node.HttpAddress);
        using HttpResponseMessage letIn = await moved.PostAsync(Ask, new { });
        Assert.Equal("wall", Text(await letIn.Content.ReadFromJsonAsync<JsonElement>(), "person"));
    }

    [Fact]
    public async Task DeviceRevoked_IsRefused_ItsStreamEndsWithinSeconds_AndItIsToldByWhom()
    {
        await using TestNode node = await StartAsync();
        using TestBrowser lost = await LetInAsync(node, "lost");
        using TestBrowser kept = await LetInAsync(node, "kept");
        await using ToldEvents told = await lost.OpenAsync("Stations/OfferTasks", """{"warehouse":"MAIN","station":"P1"}""");
        await using ToldEvents stays = await kept.OpenAsync("Stations/OfferTasks", """{"warehouse":"MAIN","station":"P2"}""");
        await told.NextAsync();
        await stays.NextAsync();

        Assert.True(await ApiKeys.RevokeAsync(FileOf(node), "lost", node.Time.GetUtcNow(), "Jo Smith"));
        node.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(("unauthenticated", "DEVICE_ENDED"), await told.EndAsync());
        using HttpResponseMessage call = await lost.CallAsync("Stations/ListTasks", Places);
        Assert.Equal((HttpStatusCode.Unauthorized, "DEVICE_ENDED"), (call.StatusCode, await TestBrowser.ReasonAsync(call)));
        JsonElement ended = (await lost.WhoAsync()).GetProperty("ended");
        Assert.Equal(("lost", "Jo Smith"), (Text(ended, "device"), Text(ended, "by")));
        Assert.True(ended.GetProperty("at").GetInt64() > 0);
        Assert.Contains(node.Log.Entries, e => e.EventId == 4107 && e.Text.StartsWith("Key lost was revoked at 2026-03-02T06:00:02Z by Jo Smith", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, (await kept.CallAsync("Stations/ListTasks", Places)).StatusCode);
        using HttpResponseMessage another = await lost.PostAsync(Ask, new { });
        Assert.NotEqual(string.Empty, Text(await another.Content.ReadFromJsonAsync<JsonElement>(), "code"));
    }

    [Fact]
    public async Task DeviceTakenOutOfTheFile_OrThatRunsOut_IsNobody()
    {
        await using TestNode node = await StartAsync();
        using TestBrowser gone = await LetInAsync(node, "gone");
        using TestBrowser old = await LetInAsync(node, "old", node.Time.GetUtcNow().AddMinutes(1));
        KeyFile.Write(FileOf(node), [.. KeyFile.Read(FileOf(node)).Where(k => k.Id != "gone")]);
        node.Time.Advance(TimeSpan.FromMinutes(1));
        using HttpResponseMessage first = await gone.CallAsync("Stations/ListTasks", Places);
        Assert.Equal("KEY_UNKNOWN", await TestBrowser.ReasonAsync(first));
        using HttpResponseMessage second = await old.CallAsync("Stations/ListTasks", Places);
        Assert.Equal("DEVICE_ENDED", await TestBrowser.ReasonAsync(second));
    }

    [Fact]
    public async Task Code_OfASecretThatSomebodyCopied_LetsInOnce_AndTheSecondIsOnRecord()
    {
        await using TestNode node = await StartAsync();
        using TestBrowser wall = new(node.Node.HttpAddress);
        string code = await CodeAsync(wall);
        using TestBrowser copy = wall.MovedTo(node.Node.HttpAddress);
        await AddAsync(node, "wall", code);
        using HttpResponseMessage first = await wall.PostAsync(Ask, new { });
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);

        using HttpResponseMessage second = await copy.PostAsync(Ask, new { });

        Assert.Equal((HttpStatusCode.Unauthorized, "DEVICE_CODE_USED"), (second.StatusCode, await TestBrowser.ReasonAsync(second)));
        Assert.DoesNotContain("backorders-session", copy.Cookies);
        ListAuditResponse record = await node.Operator.Operations.ListAuditAsync(new ListAuditRequest { Thing = "device code" });
        Assert.Equal(["", "DEVICE_CODE_USED"], record.Records.Select(r => r.Reason).Order(StringComparer.Ordinal));
        Assert.Equal("wall", Text(await wall.WhoAsync(), "person"));
        NodeStartException twice = await Assert.ThrowsAsync<NodeStartException>(() => ApiKeys.AddDeviceAsync(FileOf(node), "other", code, "ACME", Role.Station, []));
        Assert.Contains("a code is good once", twice.Message, StringComparison.Ordinal);
        Assert.True(await ApiKeys.RevokeAsync(FileOf(node), "wall", node.Time.GetUtcNow()));
        await Assert.ThrowsAsync<NodeStartException>(() => ApiKeys.AddDeviceAsync(FileOf(node), "other", code, "ACME", Role.Station, []));
    }

    [Fact]
    public async Task Code_ThatIsTenMinutesOld_IsRefused_AndAnotherIsShown()
    {
        await using TestNode node = await StartAsync();
        using TestBrowser wall = new(node.Node.HttpAddress);
        string code = await CodeAsync(wall);
        waiting.Advance(TimeSpan.FromMinutes(10));
        await AddAsync(node, "late", code);
        using HttpResponseMessage refused = await wall.PostAsync(Ask, new { });
        Assert.Equal((HttpStatusCode.Unauthorized, "DEVICE_CODE_OLD"), (refused.StatusCode, await TestBrowser.ReasonAsync(refused)));
        Assert.Contains(node.Log.Entries, e => e.EventId == 4124 && e.Text.Contains("DEVICE_CODE_OLD", StringComparison.Ordinal));
        string next = await CodeAsync(wall);
        Assert.NotEqual(code, next);
        waiting.Advance(TimeSpan.FromMinutes(10));
        Assert.NotEqual(next, await CodeAsync(wall)); // nobody has come: another is shown, and nothing is refused
    }

    [Fact]
    public async Task SecretThatNoNodeHasDrawn_IsRefused_OnRecord_AndLimited()
    {
        await using TestNode node = await StartAsync(o => o.Limits.Calls.FailedPerAddressPerMinute = 4);
        using TestBrowser guesser = new(node.Node.HttpAddress);
        await CodeAsync(guesser);
        string[] reasons = new string[4];
        for (int i = 0; i < reasons.Length; i++)
        {
            guesser.Put("backorders-device", "CfDJ8" + new string((char)('A' + i), 80));
            using HttpResponseMessage refused = await guesser.PostAsync(Ask, new { });
            reasons[i] = (await TestBrowser.ReasonAsync(refused))!;
        }

        Assert.Equal(["DEVICE_CODE_UNKNOWN", "DEVICE_CODE_UNKNOWN", "DEVICE_CODE_UNKNOWN", "ADDRESS_LIMIT"], reasons);
        Assert.Contains(node.Log.Entries, e => e.EventId == 4124 && e.Text.Contains("DEVICE_CODE_UNKNOWN", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CodeOrItsHash_IsNoKey_AndAnotherSitesPageGetsNone()
    {
        await using TestNode node = await StartAsync();
        using TestBrowser wall = new(node.Node.HttpAddress);
        string code = await CodeAsync(wall);
        await AddAsync(node, "wall", code);
        foreach (string text in new[] { code, DeviceCode.Hash(code) })
        {
            using TestBrowser stranger = new(node.Node.HttpAddress);
            using HttpResponseMessage refused = await stranger.PostAsync("/web/session", new { key = text });
            Assert.Equal("KEY_UNKNOWN", await TestBrowser.ReasonAsync(refused));
        }

        using HttpResponseMessage foreign = await wall.SendAsync(HttpMethod.Post, Ask, "{}", "https://evil.example");
        Assert.Equal("ORIGIN_NOT_ALLOWED", await TestBrowser.ReasonAsync(foreign));
    }

    [Theory]
    [InlineData(Role.Operator, null, "may have the roles Scanner, Station, Reader alone")]
    [InlineData(Role.Station | Role.FloorSupervisor, "ACME", "may have the roles Scanner, Station, Reader alone")]
    [InlineData(Role.OrderSystem, "ACME", "may have the roles Scanner, Station, Reader alone")]
    [InlineData(Role.Scanner, null, "scans are about one owner's goods")]
    [InlineData(Role.None, "ACME", "has no role")]
    public async Task Device_ThatMayTooMuch_OrNothing_IsNotAdded(Role roles, string? owner, string why)
    {
        string path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, "[]");
        NodeStartException e = await Assert.ThrowsAsync<NodeStartException>(() => ApiKeys.AddDeviceAsync(path, "wall", DeviceCode.Of("a"), owner, roles, []));
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
        Assert.Equal("[]", await File.ReadAllTextAsync(path));
        File.Delete(path);
    }

    [Fact]
    public void Code_WithOneWrongCharacter_IsNone_AndOneInAnyHandwritingIsRead()
    {
        const string letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        SeededRandom random = new(7); // another seed draws other codes
        for (int round = 0; round < 50; round++)
        {
            string code = DeviceCode.Of($"{random.Next(int.MaxValue)}");
            Assert.Equal(code, DeviceCode.Read(code.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal).Replace('0', 'o').Replace('1', 'l')));
            for (int at = 0; at < code.Length; at++)
            {
                foreach (char other in letters.Where(c => code[at] != '-' && c != code[at]))
                {
                    Assert.Null(DeviceCode.Read(code[..at] + other + code[(at + 1)..]));
                }
            }
        }
    }

    private static string FileOf(TestNode node) => Path.Combine(node.Folder, "keys.json");

    private static async Task<string> CodeAsync(TestBrowser device)
    {
        using HttpResponseMessage answer = await device.PostAsync(Ask, new { });
        return Text(await answer.Content.ReadFromJsonAsync<JsonElement>(), "code")!;
    }

    private static async Task AddAsync(TestNode node, string id, string code, string? station = null, DateTimeOffset? expiresAt = null)
    {
        await ApiKeys.AddDeviceAsync(FileOf(node), id, code, "ACME", Role.Station, ["MAIN"], station, expiresAt);
        node.Time.Advance(KeyKeeper.LookEvery);
    }

    private static async Task<TestBrowser> LetInAsync(TestNode node, string id, DateTimeOffset? expiresAt = null)
    {
        TestBrowser device = new(node.Node.HttpAddress);
        await AddAsync(node, id, await CodeAsync(device), expiresAt: expiresAt);
        using HttpResponseMessage letIn = await device.PostAsync(Ask, new { });
        Assert.Equal(id, Text(await device.WhoAsync(), "person"));
        return device;
    }

    /// <param name="change">Changes the options.</param>
    /// <param name="folder">Where a store on disk is; empty for a new one, null for one in memory.</param>
    private Task<TestNode> StartAsync(Action<NodeOptions>? change = null, string? folder = null) => TestNode.StartAsync(
        o =>
        {
            o.Journal = folder is null ? JournalKind.Memory : JournalKind.Sqlite;
            if (folder is { Length: > 0 })
            {
                (o.DataDirectory, o.KeyFile) = (folder, Path.Combine(folder, "keys.json"));
            }

            change?.Invoke(o);
        },
        waiting: waiting);
}
