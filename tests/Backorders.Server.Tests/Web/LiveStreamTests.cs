using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Backorders.Server.Edge;
using Backorders.Server.Options;
using Backorders.Server.Security;
using Backorders.Testing;
using Backorders.V1;

namespace Backorders.Server.Tests.Web;

/// <summary>One stream for all that a browser wants to hear: each call in it is allowed, told and ended as it is by itself.</summary>
public sealed class LiveStreamTests
{
    private const string Place = "/web/live";

    /// <summary>Every call of the contract that answers with a stream, with a message that is good but for the right.</summary>
    private static readonly Dictionary<string, string> Calls = new()
    {
        ["Events/Subscribe"] = """{"warehouse":"MAIN"}""",
        ["Stations/OfferTasks"] = """{"warehouse":"MAIN","station":"P1"}""",
        ["Availability/Watch"] = """{"warehouse":"MAIN","skus":["MUG"]}""",
        ["Operations/SimulatePolicyStream"] = """{"warehouse":"MAIN"}""",
        ["Printing/AttendPrinters"] = """{"agent":"A1","printers":[{"name":"Z1"}]}""",
    };

    private static readonly string[] Callers = ["acme", "scanner", "station", "shop", "supervisor", "reader", "staff", "operator", "elsewhere"];

    [Fact]
    public async Task Live_OfTwoCalls_NamesEachAnswerByItsStream()
    {
        await using TestNode node = await StartAsync();
        await using ToldEvents told = await OpenAsync(node, "acme", Stream("happened", "Events/Subscribe", Orders(0)), Stream("work", "Stations/OfferTasks", Calls["Stations/OfferTasks"]));
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A1", 1));
        (bool hasWork, bool hasOrder) = (false, false);
        while (!hasWork || !hasOrder)
        {
            (string name, JsonElement data) = await told.ReadAsync();
            hasWork |= name == "work" && data.TryGetProperty("leaseSeconds", out _);
            hasOrder |= name == "happened" && data.GetRawText().Contains("\"A1\"", StringComparison.Ordinal);
        }

        Assert.Equal("text/event-stream", told.ContentType);
    }

    /// <summary>The table of rights, call by call and key by key, is that of the calls themselves.</summary>
    [Fact]
    public async Task Live_RefusesWhatTheCallItselfRefuses_ForEveryCallAndRole()
    {
        await using TestNode node = await StartAsync();
        List<string> differences = [];
        int refusals = 0;
        foreach (string caller in Callers)
        {
            foreach ((string call, string message) in Calls)
            {
                await using ToldEvents direct = await ToldEvents.OpenAsync(node, caller, call, message);
                string? expected = direct.Status == HttpStatusCode.OK ? null : await direct.RefusalAsync();
                await direct.DisposeAsync();
                await using ToldEvents live = await OpenAsync(node, caller, Stream("s", call, message));
                (string name, JsonElement data) = await live.ReadAsync();
                string? found = name == "s" ? null : name == "s.end" ? ToldEvents.ReasonIn(data) : $"event {name}";
                refusals += expected is null ? 0 : 1;
                if (expected != found)
                {
                    differences.Add($"{caller} {call}: {expected ?? "told"} by itself, {found ?? "told"} here");
                }
            }
        }

        Assert.Empty(differences);
        Assert.InRange(refusals, 15, (Callers.Length * Calls.Count) - 10); // both outcomes are there
    }

    [Fact]
    public async Task Live_KnowsEveryCallThatAnswersWithAStream()
    {
        await using TestNode node = await StartAsync();
        await using ToldEvents refused = await OpenAsync(node, "acme", Stream("s", "Receiving/Receive", "{}"));
        string message = (await refused.BodyAsync()).GetProperty("message").GetString()!;
        Assert.Equal($"'Receiving/Receive' is no call that answers with a stream; those are {string.Join(", ", Calls.Keys.Order(StringComparer.Ordinal))}.", message);
    }

    [Fact]
    public async Task Live_OfAnotherOwnersThings_TellsNothingOfThem()
    {
        await using TestNode node = await StartAsync();
        await using ToldEvents told = await OpenAsync(
            node, "rival", Stream("own", "Events/Subscribe", Orders(0)), Stream("order", "Events/Subscribe", """{"warehouse":"MAIN","orderNo":"A1"}"""),
            Stream("named", "Events/Subscribe", """{"warehouse":"MAIN","owner":"ACME"}"""), Stream("item", "Availability/Watch", Calls["Availability/Watch"]));
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A1", 1));
        Dictionary<string, string?> ends = [];
        List<JsonElement> heard = [];
        while (ends.Count < 2)
        {
            (string name, JsonElement data) = await told.ReadAsync();
            heard.Add(data);
            if (name.EndsWith(".end", StringComparison.Ordinal))
            {
                ends[name] = ToldEvents.ReasonIn(data);
            }
        }

        Assert.Equal(("OWNER_NOT_ALLOWED", "UNKNOWN_SKU"), (ends["named.end"], ends["item.end"]));
        await node.Client("rival").Items.DefineItemsAsync(TestNode.Items());
        await node.Client("rival").Orders.SubmitOrderAsync(TestNode.Order("R1", 1));
        while (!heard[^1].GetRawText().Contains("\"R1\"", StringComparison.Ordinal))
        {
            heard.Add((await told.ReadAsync()).Data);
        }

        Assert.DoesNotContain(heard, d => d.GetRawText().Contains("\"A1\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, "KEY_MISSING")]
    [InlineData("nonsense", "KEY_UNKNOWN")]
    public async Task Live_ForNobody_IsAStatusAndNoStream(string? key, string reason)
    {
        await using TestNode node = await TestNode.StartAsync();
        (string, string)[] headers = key is null ? [] : [("authorization", "Bearer " + key)];
        await using ToldEvents refused = await ToldEvents.OpenAsync(node.Node.HttpAddress, Place, Body(Stream("s", "Events/Subscribe", Orders(0))), headers);
        Assert.Equal((HttpStatusCode.Unauthorized, reason), (refused.Status, await refused.RefusalAsync()));
    }

    [Theory]
    [InlineData("""{"streams":[]}""", "'streams' names 0 streams; 1 to 16 are taken.")]
    [InlineData("""{"streams":[{"name":"a.b","call":"Events/Subscribe","message":{}}]}""", "The name 'a.b' is not good")]
    [InlineData("""{"streams":[{"name":"a","call":"Events/Subscribe","message":{}},{"name":"a","call":"Events/Subscribe","message":{}}]}""", "The name 'a' is not good")]
    [InlineData("""{"streams":[{"name":"a","call":"Events/Subscribe"}]}""", "Stream 'a' has no message")]
    [InlineData("""{"streams":[{"name":"a","call":"events/subscribe","message":{}}]}""", "'events/subscribe' is no call that answers with a stream")]
    [InlineData("""{"streams":[{"name":"a","call":"Events/Subscribe","message":{},"cursor":7}]}""", "The body is not")]
    [InlineData("[", "The body is not")]
    public async Task Live_OfAnotherForm_IsToldWhatWouldBeRight(string body, string message)
    {
        await using TestNode node = await TestNode.StartAsync();
        await using ToldEvents refused = await ToldEvents.OpenAsync(node.Node.HttpAddress, Place, body, ("authorization", "Bearer " + node.Keys["acme"]));
        JsonElement told = await refused.BodyAsync();
        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_VALUE"), (refused.Status, ToldEvents.ReasonIn(told)));
        Assert.StartsWith(message, told.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Live_WhenOneCallIsRefused_TellsTheOthers_AndEndsWithTheLast()
    {
        await using TestNode node = await StartAsync();
        await using ToldEvents told = await OpenAsync(
            node, "acme", Stream("far", "Events/Subscribe", Orders(99)), Stream("wrong", "Events/Subscribe", """{"warehause":"MAIN"}"""), Stream("good", "Events/Subscribe", Orders(0)));
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A1", 1));
        List<(string Name, JsonElement Data)> heard = [];
        while (!heard.Any(h => h.Data.GetRawText().Contains("\"A1\"", StringComparison.Ordinal)))
        {
            heard.Add(await told.ReadAsync());
        }

        Task stopping = node.Node.StopAsync();
        heard.AddRange(await told.ReadAllAsync());
        await stopping;
        Dictionary<string, JsonElement> ends = heard.Where(h => h.Name.EndsWith(".end", StringComparison.Ordinal)).ToDictionary(h => h.Name, h => h.Data);
        Assert.Equal(3, ends.Count);
        JsonElement far = ends["far.end"].GetProperty("details")[0].GetProperty("debug");
        Assert.Equal(("INVALID_VALUE", "99"), (far.GetProperty("reason").GetString(), far.GetProperty("metadata").GetProperty("cursor").GetString()));
        Assert.True(far.GetProperty("metadata").TryGetProperty("high_water", out _));
        Assert.Contains("warehause", ends["wrong.end"].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("unavailable", ends["good.end"].GetProperty("code").GetString());
    }

    [Fact]
    public async Task Live_GoesOnAtTheNextNode_WithoutAGapOrADouble()
    {
        await using TestNode first = await StartAsync(options => options.Journal = JournalKind.Sqlite);
        await first.Acme.Orders.SubmitOrderAsync(TestNode.Order("A1", 1));
        await using ToldEvents told = await OpenAsync(first, "acme", Stream("s", "Events/Subscribe", Orders(0)));
        long cursor = Cursor(await WithEventsAsync(told));
        Task stopping = first.Node.StopAsync();
        await told.ReadAllAsync();
        await stopping;

        await using TestNode second = await TestNode.StartAsync(
            options => (options.Journal, options.DataDirectory, options.KeyFile) = (JournalKind.Sqlite, first.Folder, Path.Combine(first.Folder, "keys.json")));
        await second.Connect(first.Keys["acme"]).Orders.SubmitOrderAsync(TestNode.Order("B1", 1));
        await using ToldEvents again = await ToldEvents.OpenAsync(
            second.Node.HttpAddress, Place, Body(Stream("s", "Events/Subscribe", Orders(cursor))), ("authorization", "Bearer " + first.Keys["acme"]));
        Assert.Contains("\"B1\"", (await WithEventsAsync(again)).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Live_ByADeviceThatIsRevoked_EndsWithinSeconds_AndMayNotBeOpenedAgain()
    {
        await using TestNode node = await StartAsync();
        using TestBrowser wall = new(node.Node.HttpAddress);
        using HttpResponseMessage waits = await wall.PostAsync("/web/session/device", new { });
        string code = JsonSerializer.Deserialize<JsonElement>(await waits.Content.ReadAsStringAsync()).GetProperty("code").GetString()!;
        string file = Path.Combine(node.Folder, "keys.json");
        await ApiKeys.AddDeviceAsync(file, "wall", code, "ACME", Role.Station | Role.Reader, ["MAIN"]);
        node.Time.Advance(KeyKeeper.LookEvery);
        using HttpResponseMessage letIn = await wall.PostAsync("/web/session/device", new { });
        await wall.WhoAsync();
        string body = Body(Stream("a", "Events/Subscribe", Orders(0)), Stream("b", "Stations/OfferTasks", Calls["Stations/OfferTasks"]));
        await using ToldEvents told = await wall.OpenAtAsync(Place, body);
        HashSet<string> heard = [];
        while (heard.Count < 2)
        {
            heard.Add((await told.ReadAsync()).Name);
        }

        Assert.True(await ApiKeys.RevokeAsync(file, "wall", node.Time.GetUtcNow()));
        node.Time.Advance(TimeSpan.FromSeconds(5));

        List<(string Name, JsonElement Data)> ends = [.. (await told.ReadAllAsync()).Where(h => h.Name.EndsWith(".end", StringComparison.Ordinal))];
        Assert.Equal(["a.end", "b.end"], ends.Select(e => e.Name).Order());
        Assert.All(ends, e => Assert.Equal(("unauthenticated", "DEVICE_ENDED"), (e.Data.GetProperty("code").GetString(), ToldEvents.ReasonIn(e.Data))));
        await using ToldEvents again = await wall.OpenAtAsync(Place, body);
        Assert.Equal((HttpStatusCode.Unauthorized, "DEVICE_ENDED"), (again.Status, await again.RefusalAsync()));
    }

    /// <summary>Another site's page can have a browser send its cookie, and must not open streams by it.</summary>
    [Fact]
    public async Task Live_ByCookieForAnotherPage_IsRefused()
    {
        await using TestNode node = await StartAsync();
        using TestBrowser browser = new(node.Node.HttpAddress);
        using HttpResponseMessage login = await browser.PostAsync("/web/session", new { key = node.Keys["acme"] });
        await browser.WhoAsync();
        string body = Body(Stream("s", "Events/Subscribe", Orders(0)));
        using HttpResponseMessage strange = await browser.SendAsync(HttpMethod.Post, Place, body, "http://elsewhere.test");
        Assert.Equal((HttpStatusCode.Forbidden, "ORIGIN_NOT_ALLOWED"), (strange.StatusCode, await TestBrowser.ReasonAsync(strange)));
        await using ToldEvents own = await browser.OpenAtAsync(Place, body);
        Assert.Equal("s", (await own.ReadAsync()).Name);
    }

    /// <summary>Each call takes its place among the streams of its key, and gives it back when the browser is gone.</summary>
    [Fact]
    public async Task Live_CountsEachCallAsAStream_AndGivesItsPlaceBack()
    {
        await using TestNode node = await StartAsync(options => options.Limits.Calls.StreamsPerKey = 2);
        string[] three = [.. Enumerable.Range(1, 3).Select(i => Stream($"s{i}", "Events/Subscribe", Orders(0)))];
        await using (ToldEvents told = await OpenAsync(node, "acme", three))
        {
            string? reason = null;
            while (reason is null)
            {
                (string name, JsonElement data) = await told.ReadAsync();
                reason = name.EndsWith(".end", StringComparison.Ordinal) ? ToldEvents.ReasonIn(data) : null;
            }

            Assert.Equal("STREAM_LIMIT", reason);
        }

        await Poll.UntilSeldomAsync(async () =>
        {
            await using ToldEvents again = await OpenAsync(node, "acme", three[..2]);
            return (await again.ReadAsync()).Name.Length == 2 && (await again.ReadAsync()).Name.Length == 2;
        });
    }

    /// <summary>A device that is there and takes nothing: what it has not taken is bounded, and after a minute it is cut off.</summary>
    [Fact]
    public async Task Live_ThatNobodyReads_IsCutOff_AndGivesItsPlacesBack()
    {
        ManualTimeProvider waiting = new();
        await using TestNode node = await StartAsync(options => options.Limits.Calls.StreamsPerKey = 8, waiting);
        for (int i = 1; i <= 20; i++)
        {
            // Eight times more than the four megabytes that Linux keeps of what a client has not taken.
            SubmitOrderRequest large = TestNode.Order($"A{i}", 1);
            large.Lines.AddRange(Enumerable.Range(2, 400).Select(n => new OrderLine { LineNo = n, Sku = "MUG", Quantity = 1 }));
            await node.Acme.Orders.SubmitOrderAsync(large);
        }

        string[] eight = [.. Enumerable.Range(1, 8).Select(i => Stream($"s{i}", "Events/Subscribe", """{"warehouse":"MAIN"}"""))];
        string body = Body(eight);
        using Socket deaf = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4_096 };
        await deaf.ConnectAsync(node.Node.HttpAddress.Host, node.Node.HttpAddress.Port);
        await deaf.SendAsync(Encoding.ASCII.GetBytes(
            $"POST {Place} HTTP/1.1\r\nhost: n\r\nauthorization: Bearer {node.Keys["acme"]}\r\ncontent-type: application/json\r\ncontent-length: {body.Length}\r\n\r\n{body}"));
        await Poll.UntilAsync(async () => await RefusalAsync(node, eight[0]) == "STREAM_LIMIT");

        await Poll.UntilSeldomAsync(async () =>
        {
            waiting.Advance(StreamCallContext.StalledMax);
            return await RefusalAsync(node, eight) is null;
        });
    }

    /// <summary>What a stream's calls are refused with at their beginning, if any is.</summary>
    private static async Task<string?> RefusalAsync(TestNode node, params string[] streams)
    {
        await using ToldEvents told = await OpenAsync(node, "acme", streams);
        HashSet<string> heard = [];
        while (heard.Count < streams.Length)
        {
            (string name, JsonElement data) = await told.ReadAsync();
            if (name.EndsWith(".end", StringComparison.Ordinal))
            {
                return ToldEvents.ReasonIn(data);
            }

            heard.Add(name);
        }

        return null;
    }

    private static async Task<TestNode> StartAsync(Action<NodeOptions>? configure = null, TimeProvider? waiting = null)
    {
        TestNode node = await TestNode.StartAsync(configure, waiting: waiting);
        await node.DefineItemsAsync();
        return node;
    }

    private static Task<ToldEvents> OpenAsync(TestNode node, string keyId, params string[] streams) =>
        ToldEvents.OpenAsync(node.Node.HttpAddress, Place, Body(streams), ("authorization", "Bearer " + node.Keys[keyId]));

    private static string Stream(string name, string call, string message) => $$"""{"name":"{{name}}","call":"{{call}}","message":{{message}}}""";

    private static string Body(params string[] streams) => $$"""{"streams":[{{string.Join(",", streams)}}]}""";

    private static string Orders(long cursor) => $$"""{"warehouse":"MAIN","cursor":"{{cursor}}","kinds":["EVENT_KIND_ORDER_ACCEPTED"]}""";

    private static long Cursor(JsonElement message) => long.Parse(message.GetProperty("cursor").GetString()!, CultureInfo.InvariantCulture);

    private static async Task<JsonElement> WithEventsAsync(ToldEvents told)
    {
        JsonElement data;
        do
        {
            (_, data) = await told.ReadAsync();
        }
        while (!data.TryGetProperty("events", out JsonElement events) || events.GetArrayLength() == 0);
        return data;
    }
}
