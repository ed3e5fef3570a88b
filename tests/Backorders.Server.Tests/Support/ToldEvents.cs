using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;

namespace Backorders.Server.Tests;

/// <summary>A stream of server-sent events, read one by one as a page reads it.</summary>
internal sealed class ToldEvents : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly HttpClient Http = new() { Timeout = Timeout.InfiniteTimeSpan };

    private readonly HttpResponseMessage response;
    private readonly IAsyncEnumerator<SseItem<string>>? items;

    private ToldEvents(HttpResponseMessage response, Stream? body)
    {
        this.response = response;
        items = body is null ? null : SseParser.Create(body).EnumerateAsync().GetAsyncEnumerator();
    }

    public HttpStatusCode Status => response.StatusCode;

    public string? ContentType => response.Content.Headers.ContentType?.MediaType;

    /// <summary>Asks for a call's answers as events.</summary>
    /// <param name="address">The node.</param>
    /// <param name="path">The call.</param>
    /// <param name="json">Its message.</param>
    /// <param name="headers">Who asks.</param>
    public static async Task<ToldEvents> OpenAsync(Uri address, string path, string json, params (string Name, string Value)[] headers)
    {
        HttpRequestMessage request = new(HttpMethod.Post, new Uri(address, path)) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        HttpResponseMessage response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience);
        return new ToldEvents(response, response.IsSuccessStatusCode ? await response.Content.ReadAsStreamAsync() : null);
    }

    /// <summary>A call of the contract with a key.</summary>
    public static Task<ToldEvents> OpenAsync(TestNode node, string keyId, string call, string json) =>
        OpenAsync(node.Node.HttpAddress, "/backorders.v1." + call, json, ("authorization", "Bearer " + node.Keys[keyId]));

    /// <summary>The next message.</summary>
    public async Task<JsonElement> NextAsync()
    {
        (string name, JsonElement data) = await ReadAsync();
        Assert.Equal("message", name);
        return data;
    }

    /// <summary>Reads to the end, and says how the call ended.</summary>
    public async Task<(string? Code, string? Reason)> EndAsync()
    {
        while (true)
        {
            if (await ReadAsync() is ("end", var how))
            {
                Assert.False(await items!.MoveNextAsync().AsTask().WaitAsync(Patience));
                return (how.TryGetProperty("code", out JsonElement code) ? code.GetString() : null, ReasonIn(how));
            }
        }
    }

    /// <summary>Why there is no stream.</summary>
    public async Task<string?> RefusalAsync() => ReasonIn(await BodyAsync());

    /// <summary>What is answered in the place of a stream.</summary>
    public async Task<JsonElement> BodyAsync()
    {
        Assert.Equal("application/json", ContentType);
        return JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
    }

    public ValueTask DisposeAsync()
    {
        response.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Reads to the end of the response.</summary>
    public async Task<List<(string Name, JsonElement Data)>> ReadAllAsync()
    {
        List<(string Name, JsonElement Data)> all = [];
        while (await items!.MoveNextAsync().AsTask().WaitAsync(Patience))
        {
            all.Add((items.Current.EventType, JsonSerializer.Deserialize<JsonElement>(items.Current.Data)));
        }

        return all;
    }

    /// <summary>The reason in a call's end; null when it has none.</summary>
    public static string? ReasonIn(JsonElement how) => how.TryGetProperty("details", out JsonElement details)
        ? details[0].GetProperty("debug").GetProperty("reason").GetString()
        : null;

    /// <summary>The next event, by its name.</summary>
    public async Task<(string Name, JsonElement Data)> ReadAsync()
    {
        Assert.True(await items!.MoveNextAsync().AsTask().WaitAsync(Patience), "The stream broke off.");
        return (items.Current.EventType, JsonSerializer.Deserialize<JsonElement>(items.Current.Data));
    }
}
