using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using Poll = Backorders.Testing.Postgres.Poll;

namespace Backorders.EndToEnd.Tests.Screens.Support;

/// <summary>
/// A browser as people have it: Playwright's own believes that each of its pages is seen, and slows none. It is asked by the DevTools protocol, with one page.
/// </summary>
internal sealed class PlainBrowser : IAsyncDisposable
{
    private readonly Process process;
    private readonly ClientWebSocket socket = new();
    private string session = string.Empty;
    private int last;

    private PlainBrowser(Process process) => this.process = process;

    /// <summary>Opens a page in it.</summary>
    /// <param name="profile">A folder; that of an earlier browser to go on with what it kept.</param>
    /// <param name="page">The page.</param>
    /// <param name="more">What else it is started with.</param>
    public static async Task<PlainBrowser> OpenAsync(string profile, Uri page, params string[] more)
    {
        string ports = Path.Combine(profile, "DevToolsActivePort");
        File.Delete(ports);
        ProcessStartInfo start = new(Handheld.Chromium) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in (string[])[.. Handheld.Arguments, "--password-store=basic", "--remote-debugging-port=0", $"--user-data-dir={profile}", .. more, page.ToString()])
        {
            start.ArgumentList.Add(argument);
        }

        PlainBrowser browser = new(Process.Start(start)!);
        browser.process.BeginErrorReadLine();
        browser.process.BeginOutputReadLine();
        string[] told = [];
        await Poll.UntilAsync(
            async () => File.Exists(ports) && (told = await File.ReadAllLinesAsync(ports)).Length == 2, "the browser says where it can be asked");
        await browser.socket.ConnectAsync(new Uri($"ws://127.0.0.1:{told[0]}{told[1]}"), CancellationToken.None);
        JsonElement target = default;
        await Poll.UntilAsync(
            async () => (target = (await browser.SendAsync("Target.getTargets", new { })).GetProperty("targetInfos").EnumerateArray()
                .FirstOrDefault(t => t.GetProperty("type").GetString() == "page" && t.GetProperty("url").GetString() == page.ToString())).ValueKind == JsonValueKind.Object,
            "the page is there");
        browser.session = (await browser.SendAsync("Target.attachToTarget", new { targetId = target.GetProperty("targetId").GetString(), flatten = true })).GetProperty("sessionId").GetString()!;
        return browser;
    }

    /// <summary>What an expression is in the page, as text; empty where it is nothing.</summary>
    public async Task<string> AskAsync(string expression) =>
        (await SendAsync("Runtime.evaluate", new { expression, returnByValue = true })).GetProperty("result").TryGetProperty("value", out JsonElement value) ? value.ToString() : string.Empty;

    /// <summary>Puts another tab before the page, which nobody sees then.</summary>
    public async Task HideAsync()
    {
        await SendAsync("Target.createTarget", new { url = "about:blank" });
        await Poll.UntilAsync(async () => await AskAsync("document.visibilityState") == "hidden", "the page is hidden");
    }

    public async ValueTask DisposeAsync()
    {
        socket.Dispose();
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task<JsonElement> SendAsync(string method, object parameters)
    {
        int id = ++last;
        bool isOfThePage = session.Length > 0 && !method.StartsWith("Target.", StringComparison.Ordinal);
        byte[] message = isOfThePage
            ? JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters, sessionId = session })
            : JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters });
        await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        while (true)
        {
            using MemoryStream whole = new();
            byte[] part = new byte[16 * 1024];
            ValueWebSocketReceiveResult read;
            do
            {
                read = await socket.ReceiveAsync(part.AsMemory(), CancellationToken.None);
                whole.Write(part, 0, read.Count);
            }
            while (!read.EndOfMessage);
            JsonElement answer = JsonDocument.Parse(whole.ToArray()).RootElement;
            if (answer.TryGetProperty("id", out JsonElement of) && of.GetInt32() == id)
            {
                return answer.GetProperty("result");
            }
        }
    }
}
