using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Backorders.Server.Tests;

/// <summary>What a browser does with a node's cookies: it keeps them by name and path, and sends none that is Strict when a step comes from another site, none without TLS that is Secure.</summary>
public sealed class TestBrowser(Uri node) : IDisposable
{
    private readonly Dictionary<string, Kept> cookies = [];
    private readonly HttpClient http = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = node };

    public string Origin => http.BaseAddress!.GetLeftPart(UriPartial.Authority);

    /// <summary>The session that the page believes to have.</summary>
    public string Session { get; private set; } = "login";

    /// <summary>The names of the cookies, with what is after the first dot left out.</summary>
    public IEnumerable<string> Cookies => cookies.Keys.Select(name => name.Split('.')[0]);

    /// <summary>The same browser at another node, as behind one address.</summary>
    public TestBrowser MovedTo(Uri other)
    {
        TestBrowser moved = new(other) { Session = Session };
        foreach ((string name, Kept kept) in cookies)
        {
            moved.cookies[name] = kept;
        }

        return moved;
    }

    /// <summary>A cookie that somebody has made up.</summary>
    public void Put(string name, string value) => cookies[name] = new Kept(value, "/", IsStrict: true);

    /// <summary>Forgets cookies whose names begin so.</summary>
    public void Forget(string name) => cookies.Keys.Where(n => n.StartsWith(name, StringComparison.Ordinal)).ToList().ForEach(n => cookies.Remove(n));

    /// <summary>Who is logged in; the page remembers it.</summary>
    public async Task<JsonElement> WhoAsync()
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Get, "/web/session", null, origin: null);
        JsonElement who = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Session = who.GetProperty("id").GetString() ?? "login";
        return who;
    }

    /// <summary>A call of a page.</summary>
    public Task<HttpResponseMessage> CallAsync(string method, string json) => SendAsync(HttpMethod.Post, "/backorders.v1." + method, json, Origin);

    /// <summary>Something that a page asks of its node.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, JsonSerializer.Serialize(body), Origin);

    /// <summary>Follows a redirect of another site.</summary>
    public Task<HttpResponseMessage> ComeFromElsewhereAsync(Uri address) => SendAsync(HttpMethod.Get, address.PathAndQuery, null, origin: null, isCrossSite: true);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod verb, string path, string? json, string? origin, bool isCrossSite = false)
    {
        using HttpRequestMessage request = new(verb, path);
        request.Content = json is null ? null : new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        string[] sent = [.. cookies.Where(c => path.StartsWith(c.Value.Path, StringComparison.Ordinal) && !(isCrossSite && c.Value.IsStrict)).Select(c => $"{c.Key}={c.Value.Value}")];
        if (sent.Length > 0)
        {
            request.Headers.Add("cookie", string.Join("; ", sent));
        }

        if (origin is not null)
        {
            request.Headers.Add("origin", origin);
            request.Headers.Add("backorders-page", Session);
        }

        HttpResponseMessage answer = await http.SendAsync(request);
        foreach (string set in answer.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? all) ? all : [])
        {
            Keep(set);
        }

        return answer;
    }

    /// <summary>A stream of answers, as a page reads it.</summary>
    internal Task<ToldEvents> OpenAsync(string method, string json) => OpenAtAsync("/backorders.v1." + method, json);

    /// <summary>A stream at any address.</summary>
    internal Task<ToldEvents> OpenAtAsync(string path, string json) => ToldEvents.OpenAsync(
        http.BaseAddress!, path, json, ("cookie", string.Join("; ", cookies.Where(c => c.Value.Path == "/").Select(c => $"{c.Key}={c.Value.Value}"))), ("origin", Origin),
        ("backorders-page", Session));

    /// <summary>The reason of a refusal.</summary>
    public static async Task<string?> ReasonAsync(HttpResponseMessage refused) =>
        (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("details")[0].GetProperty("debug").GetProperty("reason").GetString();

    public void Dispose() => http.Dispose();

    private void Keep(string set)
    {
        string[] parts = set.Split(';', StringSplitOptions.TrimEntries);
        string[] named = parts[0].Split('=', 2);
        string? Of(string attribute) => parts.FirstOrDefault(p => p.StartsWith(attribute + "=", StringComparison.OrdinalIgnoreCase))?[(attribute.Length + 1)..];
        if (Of("expires")?.Contains("1970", StringComparison.Ordinal) == true)
        {
            cookies.Remove(named[0]);
            return;
        }

        Assert.DoesNotContain(parts, p => p.Equals("samesite=none", StringComparison.OrdinalIgnoreCase)); // no browser keeps one that is not Secure too
        cookies[named[0]] = new Kept(named[1], Of("path") ?? "/", string.Equals(Of("samesite"), "strict", StringComparison.OrdinalIgnoreCase));
    }

    private sealed record Kept(string Value, string Path, bool IsStrict);
}
