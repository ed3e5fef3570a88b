using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Backorders.Server.Options;
using Backorders.Server.Security;
using Backorders.Testing;

namespace Backorders.Server.Tests.Web;

/// <summary>What happens in a warehouse, as a page hears it.</summary>
public sealed class EventsForPagesTests
{
    [Fact]
    public async Task Subscribe_ResumedFromAnyCursor_MissesNothingAndRepeatsNothing()
    {
        await using TestNode node = await TestNode.StartAsync();
        await MakeOrdersAsync(node, 4);
        List<(long Cursor, string Text)> whole = await ReadAsync(node, 0);
        Assert.Equal(4, whole.Count);
        for (int i = 0; i < whole.Count - 1; i++)
        {
            Assert.Equal(whole.Skip(i + 1), await ReadAsync(node, whole[i].Cursor));
        }
    }

    [Theory]
    [InlineData("scanner", HttpStatusCode.Forbidden, "ROLE_MISSING")]
    [InlineData(null, HttpStatusCode.Unauthorized, "KEY_MISSING")]
    public async Task Subscribe_WithoutTheRight_IsAStatusAndNoStream(string? key, HttpStatusCode status, string reason)
    {
        await using TestNode node = await TestNode.StartAsync();
        await using ToldEvents refused = key is null
            ? await ToldEvents.OpenAsync(node.Node.HttpAddress, "/backorders.v1.Events/Subscribe", Message(0))
            : await ToldEvents.OpenAsync(node, key, "Events/Subscribe", Message(0));
        Assert.Equal((status, reason), (refused.Status, await refused.RefusalAsync()));
    }

    [Fact]
    public async Task Subscribe_FromACursorThatNobodyGave_IsRefused()
    {
        await using TestNode node = await TestNode.StartAsync();
        await using ToldEvents refused = await ToldEvents.OpenAsync(node, "acme", "Events/Subscribe", Message(99));
        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_VALUE"), (refused.Status, await refused.RefusalAsync()));
    }

    /// <summary>A node that is replaced: what happened while the page had no node is told by the next.</summary>
    [Fact]
    public async Task Subscribe_GoesOnAtTheNextNode_WithoutAGap()
    {
        await using TestNode first = await TestNode.StartAsync(options => options.Journal = JournalKind.Sqlite);
        await MakeOrdersAsync(first, 1);
        await using ToldEvents told = await ToldEvents.OpenAsync(first, "acme", "Events/Subscribe", Message(0));
        long cursor = Cursor(await NextWithEventsAsync(told));
        Task stopping = first.Node.StopAsync();
        Assert.Equal("unavailable", (await told.EndAsync()).Code);
        await stopping;

        await using TestNode second = await TestNode.StartAsync(
            options => (options.Journal, options.DataDirectory, options.KeyFile) = (JournalKind.Sqlite, first.Folder, Path.Combine(first.Folder, "keys.json")));
        await second.Connect(first.Keys["acme"]).Orders.SubmitOrderAsync(TestNode.Order("B", 1));
        await using ToldEvents again = await ToldEvents.OpenAsync(
            second.Node.HttpAddress, "/backorders.v1.Events/Subscribe", Message(cursor), ("authorization", "Bearer " + first.Keys["acme"]));
        Assert.Contains("\"B\"", (await NextWithEventsAsync(again)).GetRawText());
    }

    [Fact]
    public async Task Stream_ByCookie_EndsWithTheLogin()
    {
        ManualTimeProvider waiting = new();
        await using TestNode node = await TestNode.StartAsync(waiting: waiting);
        using HttpClient http = new() { BaseAddress = node.Node.HttpAddress };
        string origin = node.Node.HttpAddress.GetLeftPart(UriPartial.Authority);
        using HttpRequestMessage login = new(HttpMethod.Post, "/web/session") { Content = JsonContent.Create(new { key = node.Keys["acme"] }) };
        login.Headers.Add("origin", origin);
        login.Headers.Add("backorders-page", "login");
        using HttpResponseMessage session = await http.SendAsync(login);
        string id = (await session.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
        string cookie = session.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        await using ToldEvents told = await ToldEvents.OpenAsync(
            node.Node.HttpAddress, "/backorders.v1.Stations/OfferTasks", """{"warehouse":"MAIN","station":"P1"}""",
            ("cookie", cookie), ("origin", origin), ("backorders-page", id));
        await told.NextAsync();

        waiting.Advance(PageSession.Length);

        Assert.Equal(("unauthenticated", "SESSION_ENDED"), await told.EndAsync());
    }

    private static async Task MakeOrdersAsync(TestNode node, int count)
    {
        await node.DefineItemsAsync();
        for (int i = 1; i <= count; i++)
        {
            await node.Acme.Orders.SubmitOrderAsync(TestNode.Order($"A{i}", 1));
        }
    }

    private static string Message(long cursor) => $$"""{"warehouse":"MAIN","cursor":"{{cursor}}","kinds":["EVENT_KIND_ORDER_ACCEPTED"]}""";

    private static long Cursor(JsonElement message) => long.Parse(message.GetProperty("cursor").GetString()!, System.Globalization.CultureInfo.InvariantCulture);

    private static bool HasEvents(JsonElement message) => message.TryGetProperty("events", out JsonElement events) && events.GetArrayLength() > 0;

    private static async Task<JsonElement> NextWithEventsAsync(ToldEvents told)
    {
        JsonElement message;
        do
        {
            message = await told.NextAsync();
        }
        while (!HasEvents(message));
        return message;
    }

    /// <summary>Everything behind a cursor.</summary>
    private static async Task<List<(long Cursor, string Text)>> ReadAsync(TestNode node, long cursor)
    {
        await using ToldEvents told = await ToldEvents.OpenAsync(node, "acme", "Events/Subscribe", Message(cursor));
        List<(long Cursor, string Text)> read = [];
        while (true)
        {
            JsonElement message = await told.NextAsync();
            if (HasEvents(message))
            {
                read.Add((Cursor(message), message.GetProperty("events").GetRawText()));
            }

            if (Cursor(message) >= long.Parse(message.GetProperty("highWater").GetString()!, System.Globalization.CultureInfo.InvariantCulture))
            {
                return read;
            }
        }
    }
}
