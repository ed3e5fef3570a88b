using System.Net.Http.Json;
using System.Text;
using Backorders.Partners.Webhooks;
using Backorders.Partners.Webhooks.Endpoints;
using Backorders.Partners.Webhooks.Stores;
using Backorders.Server.Common;
using Backorders.Server.Options;
using Backorders.Server.Security.Secrets;
using Backorders.Server.Stores;
using Backorders.V1;
using WebhookEndpoint = Backorders.Partners.Webhooks.Endpoints.WebhookEndpoint;

namespace Backorders.Server.Tests.Access;

/// <summary>Secrets of webhooks and keys of cookies in a data folder: encrypted under a key that is not there, and read again with it.</summary>
public sealed class SecretsAtRestTests : IDisposable
{
    private static readonly CreateEndpointRequest Create = new() { RequestId = TestNode.Id(), Url = "http://127.0.0.1:9/", Kinds = { EventKind.CompensationDue }, FromNow = true };

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-secrets-");

    private string KeyFile => Path.Combine(folder.FullName, "keys.json");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Secrets_UnderAKey_StandNowhereInTheFolder_NorInItsCopies_AndAreTheSameAfterARestart()
    {
        string key = NewKey();
        (string secret, string cookie) = await UseAsync(key);
        await using (TestNode again = await StartAsync(key))
        {
            Assert.Equal(secret, (await again.Acme.Webhooks.CreateEndpointAsync(Create)).Secret);
            Assert.True(await IsGoodAsync(again, cookie));
            await again.Operator.Operations.BackUpAsync(new BackUpRequest { Name = "copy" });
            Assert.DoesNotContain(again.Log.Entries, e => e.EventId is 4150 or 4151);
        }

        Assert.Contains("sealed1.", await EverythingAsync(), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder.FullName, "backups", "copy.webhooks.db")));
        await NowhereAsync(secret, key);
    }

    [Fact]
    public async Task SecretsInTheClear_AreReadWithoutAKeyAndWarnedOf_AndEncryptedAtOnceWithOne()
    {
        (string secret, string cookie) = await UseAsync(string.Empty);
        string clear = await EverythingAsync();
        Assert.Contains(AsJson(secret), clear, StringComparison.Ordinal);
        Assert.Contains("<masterKey", clear, StringComparison.Ordinal);
        string key = NewKey();

        await using (TestNode node = await StartAsync(key))
        {
            Assert.Contains("1 webhook endpoints, 1 keys of cookies", Assert.Single(node.Log.Entries, e => e.EventId == 4151).Text, StringComparison.Ordinal);
            Assert.Equal(secret, (await node.Acme.Webhooks.CreateEndpointAsync(Create)).Secret);
            Assert.True(await IsGoodAsync(node, cookie));
        }

        await NowhereAsync(secret, key);
    }

    [Fact]
    public async Task WrongOrMissingKey_StopsTheStart_ByItsFingerprint()
    {
        (string key, string other) = (NewKey(), NewKey());
        await UseAsync(key);
        string fingerprint = SecretBox.Of(new SecretOptions { Keys = key }).Fingerprint;
        foreach (string given in new[] { other, string.Empty })
        {
            NodeStartException e = await Assert.ThrowsAsync<NodeStartException>(() => StartAsync(given));
            Assert.Contains($"the key with the fingerprint {fingerprint}", e.Message, StringComparison.Ordinal);
            Assert.Contains(given.Length > 0 ? SecretBox.Of(new SecretOptions { Keys = other }).Fingerprint : "no key was given", e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(key, e.ToString(), StringComparison.Ordinal);
            Assert.True(given.Length == 0 || !e.ToString().Contains(given, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task NewKeyBeforeTheOldOne_TakesItsPlace_AndTheOldOneIsOfNoMoreUse()
    {
        (string old, string next) = (NewKey(), NewKey());
        (string secret, string cookie) = await UseAsync(old);
        await using (TestNode both = await StartAsync($"{next}\n{old}"))
        {
            Assert.Single(both.Log.Entries, e => e.EventId == 4151);
        }

        await using (TestNode rotated = await StartAsync(next))
        {
            Assert.Equal(secret, (await rotated.Acme.Webhooks.CreateEndpointAsync(Create)).Secret);
            Assert.True(await IsGoodAsync(rotated, cookie));
        }

        await Assert.ThrowsAsync<NodeStartException>(() => StartAsync(old));
    }

    [Theory]
    [InlineData("BACKORDERS_SECRET_KEY: key 2 is not 32 bytes in base64", "c2hvcnQ=", false)]
    [InlineData("Secrets:KeyFile: key 2 is not 32 bytes in base64", "c2hvcnQ=", true)]
    [InlineData("holds no key", null, true)]
    public async Task TextThatIsNoKey_StopsTheStart_ByItsPlace_AndIsNotTold(string told, string? second, bool inFile)
    {
        string text = second is null ? string.Empty : $"{NewKey()} {second}";
        string path = Path.Combine(folder.FullName, "secret.key");
        await File.WriteAllTextAsync(path, text);
        MakePrivate(path);
        NodeStartException e = await Assert.ThrowsAsync<NodeStartException>(() => TestNode.StartAsync(o => (o.Secrets.KeyFile, o.Secrets.Keys) = inFile ? (path, string.Empty) : (string.Empty, text)));
        Assert.Contains(told, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2hvcnQ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeyFileThatEverybodyMayRead_StopsTheStart()
    {
        string path = Path.Combine(folder.FullName, "secret.key");
        await File.WriteAllTextAsync(path, NewKey());
        MakePrivate(path);
        await using (await TestNode.StartAsync(o => o.Secrets.KeyFile = path))
        {
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
            NodeStartException e = await Assert.ThrowsAsync<NodeStartException>(() => TestNode.StartAsync(o => o.Secrets.KeyFile = path));
            Assert.Contains("may be read or written by everybody", e.Message, StringComparison.Ordinal);
        }

        NodeStartException both = await Assert.ThrowsAsync<NodeStartException>(() => TestNode.StartAsync(o => (o.Secrets.KeyFile, o.Secrets.Keys) = (path, NewKey())));
        Assert.Contains("use one", both.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecretOfOneEndpoint_PutIntoAnothersRow_IsNotTaken_NorIsAChangedOne()
    {
        SecretBox box = SecretBox.Of(new SecretOptions { Keys = NewKey() });
        MemoryWebhookStore inner = new();
        SealedWebhookStore store = new(inner, box);
        await store.PutAsync(Endpoint("wh_1", "whsec_one"), []);
        await store.PutAsync(Endpoint("wh_2", "whsec_two"), []);
        WebhookEndpoint first = (await inner.FindAsync("wh_1"))!.Value.Endpoint;
        WebhookEndpoint second = (await inner.FindAsync("wh_2"))!.Value.Endpoint;
        Assert.Equal("whsec_two", (await store.FindAsync("wh_2"))!.Value.Endpoint.Secrets[0].Text);

        await inner.PutAsync(second with { Secrets = first.Secrets }, []);
        WebhookStoreException moved = await Assert.ThrowsAsync<WebhookStoreException>(async () => await store.FindAsync("wh_2"));
        Assert.Contains("comes from another place", moved.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SecretKeyException>(store.SealAllAsync);

        string text = first.Secrets[0].Text;
        for (int at = text.LastIndexOf('.') + 1; at < text.Length; at += 7)
        {
            string changed = text[..at] + (text[at] == 'A' ? 'B' : 'A') + text[(at + 1)..];
            Assert.Throws<SecretKeyException>(() => box.Open(changed, "webhook_endpoint\nwh_1"));
        }

        string own = $"sealed1.{box.Fingerprint}.";
        Assert.All(new[] { "sealed1.", "sealed1..", own, own + "AAAA", own + "%%%", "sealed1.a.b.c" }, broken => Assert.Throws<SecretKeyException>(() => box.Open(broken, "x")));
    }

    [Fact]
    public void SameSecret_IsNeverEncryptedTheSame()
    {
        SecretBox box = SecretBox.Of(new SecretOptions { Keys = NewKey() });
        Assert.Equal(100, Enumerable.Range(0, 100).Select(_ => box.Seal("whsec_one", "a")).Distinct().Count());
    }

    private static WebhookEndpoint Endpoint(string id, string secret) => new() { Id = id, Url = "https://example.com", Secrets = [new WebhookSecret(secret, null)] };

    private static string NewKey() => Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));

    private static void MakePrivate(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private static async Task<string> LogInAsync(TestNode node)
    {
        using HttpClient http = new() { BaseAddress = node.Node.HttpAddress };
        using HttpRequestMessage request = new(HttpMethod.Post, "/web/session") { Content = JsonContent.Create(new { key = node.Keys["acme"] }) };
        request.Headers.Add("origin", node.Node.HttpAddress.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("backorders-page", "login");
        using HttpResponseMessage answer = await http.SendAsync(request);
        return answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private static async Task<bool> IsGoodAsync(TestNode node, string cookie)
    {
        using HttpClient http = new() { BaseAddress = node.Node.HttpAddress };
        http.DefaultRequestHeaders.Add("cookie", cookie);
        return (await http.GetStringAsync(new Uri("/web/session", UriKind.Relative))).Contains("\"person\":\"first\"", StringComparison.Ordinal);
    }

    /// <summary>A node's life with an endpoint and a login; the keys of its callers stay for the next.</summary>
    private async Task<(string Secret, string Cookie)> UseAsync(string keys)
    {
        await using TestNode node = await StartAsync(keys);
        string secret = (await node.Acme.Webhooks.CreateEndpointAsync(Create)).Secret;
        Assert.Equal(keys.Length == 0, node.Log.Entries.Any(e => e.EventId == 4150));
        return (secret, await LogInAsync(node));
    }

    /// <summary>The key that the first node's cookie is for is good at the later ones too, under another id.</summary>
    private Task<TestNode> StartAsync(string keys) => TestNode.StartAsync(o =>
    {
        (o.Journal, o.DataDirectory, o.Secrets.Keys, o.Webhooks.AllowedHosts) = (JournalKind.Sqlite, folder.FullName, keys, ["127.0.0.1"]);
        if (File.Exists(KeyFile))
        {
            Security.KeyFile.Write(o.KeyFile, [.. Security.KeyFile.Read(o.KeyFile), Security.KeyFile.Read(KeyFile).Single(k => k.Id == "acme") with { Id = "first" }]);
        }
        else
        {
            File.Copy(o.KeyFile, KeyFile);
        }
    });

    /// <summary>All bytes of all files of the folder.</summary>
    private async Task<string> EverythingAsync()
    {
        StringBuilder all = new();
        foreach (FileInfo file in folder.EnumerateFiles("*", SearchOption.AllDirectories).Where(f => f.Name != "keys.json"))
        {
            all.Append(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file.FullName)));
        }

        return all.ToString();
    }

    private async Task NowhereAsync(params string[] secrets)
    {
        string all = await EverythingAsync();
        Assert.DoesNotContain("<masterKey", all, StringComparison.Ordinal);
        Assert.All(secrets.Concat(secrets.Select(AsJson)), secret => Assert.DoesNotContain(secret, all, StringComparison.Ordinal));
    }

    /// <summary>As it stands in a row, where a plus is written otherwise.</summary>
    private static string AsJson(string secret) => System.Text.Json.JsonSerializer.Serialize(secret).Trim('"');
}
