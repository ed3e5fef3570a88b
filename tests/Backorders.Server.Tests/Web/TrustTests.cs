using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Backorders.Server.Common;
using Backorders.Server.Hosting;
using Backorders.Server.Options;
using Backorders.Server.Security.Authority;
using Backorders.Server.Web;
using Backorders.Testing;
using Backorders.V1;
using Microsoft.Extensions.DependencyInjection;

namespace Backorders.Server.Tests.Web;

/// <summary>A node with an authority of its own: what devices get of it, with TLS and before they have that. The node's clock is moved by hand.</summary>
public sealed class TrustTests
{
    /// <summary>Everything that the port without TLS serves.</summary>
    private static readonly string[] open = ["/trust", "/web/trust", "/local-ca.crt", "/local-ca.pem", "/local-ca.svg", "/", "/dock", "/station", "/favicon.ico"];

    [Fact]
    public async Task Device_ThatGotTheAuthority_TrustsTheNode_AndSpeaksHttp2()
    {
        await using TestNode node = await StartAsync();
        using HttpClient plain = Plain(node);
        X509Certificate2 authority = X509CertificateLoader.LoadCertificate(await plain.GetByteArrayAsync("/local-ca.crt"));
        Assert.Equal(authority, X509Certificate2.CreateFromPem(await plain.GetStringAsync("/local-ca.pem")));

        using HttpClient http = new(Trusting(node, authority)) { BaseAddress = node.Node.HttpAddress, DefaultRequestVersion = HttpVersion.Version20 };
        http.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using HttpResponseMessage page = await http.GetAsync("/dock");
        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (page.StatusCode, page.Version));
        await node.DefineItemsAsync();
    }

    [Fact]
    public async Task Device_ThatAsksByAnotherName_DoesNotTrustTheNode()
    {
        await using TestNode node = await StartAsync();
        using HttpClient plain = Plain(node);
        X509Certificate2 authority = X509CertificateLoader.LoadCertificate(await plain.GetByteArrayAsync("/local-ca.crt"));
        Assert.Equal("None", await ErrorsAsync(node, authority, "localhost"));
        Assert.Equal("None", await ErrorsAsync(node, authority, "127.0.0.1"));
        Assert.Equal("None", await ErrorsAsync(node, authority, "dock.example"));
        Assert.Equal("RemoteCertificateNameMismatch", await ErrorsAsync(node, authority, "elsewhere.example"));
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, true)]
    [InlineData(SslProtocols.Tls13, true)]
#pragma warning disable SYSLIB0039, CA5397 // it must not be spoken
    [InlineData(SslProtocols.Tls11, false)]
#pragma warning restore SYSLIB0039, CA5397
    public async Task Handshake_IsOfTls12Or13_AndOffersHttp2First(SslProtocols version, bool isSpoken)
    {
        await using TestNode node = await StartAsync();
        using TcpClient tcp = new();
        await tcp.ConnectAsync("127.0.0.1", node.Node.HttpAddress.Port);
        await using SslStream tls = new(tcp.GetStream());
        Task handshake = tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost", EnabledSslProtocols = version, RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
            ApplicationProtocols = [SslApplicationProtocol.Http11, SslApplicationProtocol.Http2],
        });
        if (isSpoken)
        {
            await handshake;
            Assert.Equal((version, SslApplicationProtocol.Http2), (tls.SslProtocol, tls.NegotiatedApplicationProtocol));
        }
        else
        {
            await Assert.ThrowsAnyAsync<Exception>(() => handshake);
        }
    }

    [Fact]
    public async Task Certificate_IsRenewedWithoutARestart_AndOpenConnectionsGoOn()
    {
        // The node has shown its certificate for two months: a clock that is moved would look at each second of them.
        TimeSpan shown = LocalAuthority.LeafLife - IssuedCertificate.RenewBefore - (TlsKeeper.LookEvery * 1.5);
        await using TestNode node = await StartAsync(replace: services => TimeOf(services).Set(new ManualTimeProvider().GetUtcNow() + shown));
        await node.DefineItemsAsync();
        string before = await ShownAsync(node);
        using var stream = node.Acme.Receiving.ReceiveStream();
        await stream.RequestStream.WriteAsync(TestNode.Scan("1", 1));
        Assert.True(await stream.ResponseStream.MoveNext(default));
        node.Time.Advance(TlsKeeper.LookEvery);
        Assert.Equal(before, await ShownAsync(node));
        node.Time.Advance(TlsKeeper.LookEvery);

        string renewed = await ShownAsync(node);
        Assert.NotEqual(before, renewed);
        Assert.Single(node.Log.Entries, e => e.EventId == 4140);
        await stream.RequestStream.WriteAsync(TestNode.Scan("2", 1));
        Assert.True(await stream.ResponseStream.MoveNext(default));
        node.Time.Advance(TlsKeeper.LookEvery);
        Assert.Equal(renewed, await ShownAsync(node));
    }

    [Fact]
    public async Task Start_ThatMadeTheAuthority_TellsIt_AndALaterOneDoesNot()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-trust-");
        string file = Path.Combine(folder.FullName, "local-ca.pem");
        string fingerprint;
        await using (TestNode first = await StartAsync(o => o.Listen.LocalAuthority.File = file))
        {
            using HttpClient plain = Plain(first);
            fingerprint = (await ToldAsync(plain)).GetProperty("fingerprint").GetString()!;
            Assert.Single(first.Log.Entries, e => e.EventId == 4142 && e.Text.Contains(fingerprint, StringComparison.Ordinal) && e.Text.Contains(file, StringComparison.Ordinal));
        }

        await using (TestNode second = await StartAsync(o => o.Listen.LocalAuthority.File = file))
        {
            using HttpClient plain = Plain(second);
            Assert.Equal(fingerprint, (await ToldAsync(plain)).GetProperty("fingerprint").GetString());
            Assert.DoesNotContain(second.Log.Entries, e => e.EventId is 4142 or 4143);
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task PortWithoutTls_ServesHowToTrust_AndNothingThatNeedsAKey()
    {
        await using TestNode node = await StartAsync();
        using HttpClient plain = Plain(node);
        foreach (string address in open)
        {
            using HttpResponseMessage answer = await plain.GetAsync(address);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        plain.DefaultRequestHeaders.Authorization = new("Bearer", node.Keys["acme"]);
        foreach ((HttpMethod method, string address) in new[]
        {
            (HttpMethod.Post, "/backorders.v1.Items/DefineItems"), (HttpMethod.Post, "/web/session"), (HttpMethod.Get, "/web/session"), (HttpMethod.Delete, "/web/session"), (HttpMethod.Get, "/metrics"),
            (HttpMethod.Get, "/health"), (HttpMethod.Get, "/service-worker.js"), (HttpMethod.Post, "/trust"), (HttpMethod.Get, "/TRUST"), (HttpMethod.Get, "/local-ca.key"), (HttpMethod.Get, "/nothing"),
        })
        {
            using HttpRequestMessage request = new(method, address);
            using HttpResponseMessage answer = await plain.SendAsync(request);
            string said = await answer.Content.ReadAsStringAsync();
            Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
            Assert.Contains($"All else is at https://dock.example:{node.Node.HttpAddress.Port}/", said, StringComparison.Ordinal);
            Assert.Contains("sent in the clear", said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task PortWithoutTls_RefusesCalls_OnRecord_ByTheKeyThatWasSent()
    {
        await using TestNode node = await StartAsync();
        using HttpClient plain = Plain(node);
        foreach ((string? key, string address) in new[]
        {
            (node.Keys["acme"], "/backorders.v1.Items/DefineItems"), ("a-word-that-somebody-thought-of", "/backorders.v1.Receiving/Receive"), (null, "/web/session"),
        })
        {
            using HttpRequestMessage request = new(HttpMethod.Post, address) { Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json") };
            request.Headers.Authorization = key is null ? null : new("Bearer", key);
            using HttpResponseMessage answer = await plain.SendAsync(request);
            Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
        }

        await plain.GetAsync("/nothing"); // a browser that looks around makes no call
        AuditRecord[] records = [];
        await Backorders.Testing.Postgres.Poll.UntilAsync(
            async () => (records = [.. (await node.Operator.Operations.ListAuditAsync(new ListAuditRequest())).Records.Where(r => r.Reason == "NO_TLS")]).Length == 3, "the refusals are on record");
        Assert.Equal(
            [("/web/session", "", ""), ("DefineItems", "acme", "ACME"), ("Receive", "", "")],
            records.Select(r => (r.Call, r.KeyId, r.Owner)).OrderBy(r => r.Call, StringComparer.Ordinal));
        Assert.All(records, r => Assert.Equal((AuditOutcome.Refused, "127.0.0.1"), (r.Outcome, r.Address)));
        Assert.Equal(2, records.Count(r => r.Detail.Contains("replace the key", StringComparison.Ordinal)));
        Assert.DoesNotContain(records, r => r.ToString().Contains("somebody-thought-of", StringComparison.Ordinal) || r.ToString().Contains(node.Keys["acme"], StringComparison.Ordinal));
    }

    [Fact]
    public async Task PortWithoutTls_AskedAsGrpc_SaysWhereThatIs()
    {
        await using TestNode node = await StartAsync();
        using BackordersClient client = BackordersClient.Connect(Door(node).ToString(), node.Keys["acme"]);
        Grpc.Core.RpcException e = await Assert.ThrowsAsync<Grpc.Core.RpcException>(async () => await client.Items.DefineItemsAsync(TestNode.Items()));
        Assert.Contains(node.Node.GrpcAddress.ToString(), e.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PrivateKey_IsServedNowhere()
    {
        await using TestNode node = await StartAsync(o => (o.Journal, o.Listen.LocalAuthority.File) = (JournalKind.Sqlite, string.Empty));
        Assert.Contains("PRIVATE KEY", await File.ReadAllTextAsync(Path.Combine(node.Folder, "local-ca.pem")), StringComparison.Ordinal);
        using HttpClient tls = new(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null } }) { BaseAddress = node.Node.HttpAddress };
        using HttpClient plain = Plain(node);
        string version = new Server.Web.Files.PageFiles().Version;
        string[] names = ["local-ca.pem", "local-ca.key", "local-ca.pem.lock", "local-ca.pfx", "local-ca.crt", "keys.json"];
        string[] places =
        [
            "/", "/pages/", $"/pages/{version}/", $"/pages/{version}/../",
            $"/pages/{version}/..%2f", $"/pages/{version}/..%2f..%2f", $"/pages/{version}/shared/..%2f..%2f..%2f", "/pages/..%2f", "/pages/0123456789abcdef/..%2f..%2f",
            "/pages/%2e%2e/%2e%2e/", "/web/", "/web/trust/", "/trust/", "/data/", "/local-ca/", $"/{node.Folder.TrimStart('/')}/", "//", "/./",
        ];
        int served = 0;
        foreach (HttpClient http in new[] { tls, plain })
        {
            foreach (string address in from place in places from name in names select place + name)
            {
                Uri asItStands = new(http.BaseAddress!.GetLeftPart(UriPartial.Authority) + address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
                using HttpRequestMessage request = new(HttpMethod.Get, asItStands);
                using HttpResponseMessage answer = await http.SendAsync(request);
                string said = await answer.Content.ReadAsStringAsync();
                Assert.DoesNotContain("PRIVATE", said, StringComparison.Ordinal);
                Assert.DoesNotContain("sha256\"", said, StringComparison.Ordinal);
                served += answer.IsSuccessStatusCode ? 1 : 0;
            }

            foreach (string address in open)
            {
                Assert.DoesNotContain("PRIVATE", await http.GetStringAsync(address), StringComparison.Ordinal);
            }
        }

        Assert.InRange(served, 4, 16); // the certificate in two forms, at two ports, by addresses that mean the same
    }

    [Fact]
    public async Task WhatIsTold_IsTheAuthorityAndItsAddresses_AndNothingElse()
    {
        await using TestNode node = await StartAsync();
        using HttpClient plain = Plain(node);
        JsonElement told = await ToldAsync(plain);
        Assert.Equal(["ends", "fingerprint", "name", "pages", "trust"], told.EnumerateObject().Select(p => p.Name).Order());
        Assert.Equal($"https://dock.example:{node.Node.HttpAddress.Port}/", told.GetProperty("pages").GetString());
        Assert.Equal($"http://dock.example:{Door(node).Port}/trust", told.GetProperty("trust").GetString());
        Assert.Equal(node.Node.TrustAddress!.ToString(), told.GetProperty("trust").GetString() + "#" + told.GetProperty("fingerprint").GetString());
    }

    /// <summary>A device stays at the name by which it came, if the certificate is for that; a name that somebody makes up is not handed on.</summary>
    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("evil.example", "dock.example")]
    [InlineData("localhost", "dock.example")]
    [InlineData("127.0.0.1", "dock.example")]
    [InlineData("[::1]", "dock.example")]
    public async Task Addresses_AreByTheNameThatWasAsked_IfTheCertificateIsForIt(string host, string expected)
    {
        await using TestNode node = await StartAsync(o => o.Listen.LocalAuthority.Names = ["dock.example", "192.0.2.7"]);
        using HttpClient plain = Plain(node);
        plain.DefaultRequestHeaders.Host = host;
        Assert.Equal($"https://{expected}:{node.Node.HttpAddress.Port}/", (await ToldAsync(plain)).GetProperty("pages").GetString());
    }

    [Fact]
    public async Task Trust_WithoutAPortWithoutTls_IsToldWithTls()
    {
        await using TestNode node = await StartAsync(o => o.Listen.Http = string.Empty);
        Assert.StartsWith($"https://dock.example:{node.Node.HttpAddress.Port}/trust#", node.Node.TrustAddress!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NodeWithoutALocalAuthority_SaysThatItHasNone()
    {
        await using TestNode node = await TestNode.StartAsync();
        using HttpClient http = new() { BaseAddress = node.Node.HttpAddress };
        Assert.Equal("""{"localAuthority":null}""", await http.GetStringAsync("/web/trust"));
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/local-ca.crt")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/trust")).StatusCode);
        Assert.Null(node.Node.TrustAddress);
    }

    /// <summary>HSTS is for all ports of a host: it would close the port that tells how to trust, and keep a person from going past a warning.</summary>
    [Fact]
    public async Task Pages_WithALocalAuthority_SendNoHsts()
    {
        await using TestNode node = await StartAsync();
        using HttpClient http = new(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null } }) { BaseAddress = node.Node.HttpAddress };
        http.DefaultRequestHeaders.Host = "dock.example";
        using HttpResponseMessage answer = await http.GetAsync("/dock");
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
        Assert.True(answer.Headers.Contains("Cross-Origin-Opener-Policy"));
    }

    [Fact]
    public void QrImage_IsDarkOnLight_WithItsQuietZone()
    {
        string image = QrImage.Of("http://a/");
        Assert.StartsWith("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 29 29\"", image, StringComparison.Ordinal);
        Assert.Contains("<path d=\"M4 4h1v1h-1z", image, StringComparison.Ordinal);
    }

    private static Task<TestNode> StartAsync(Action<NodeOptions>? configure = null, Action<IServiceCollection>? replace = null) => TestNode.StartAsync(
        o =>
        {
            o.Listen.Tls = "127.0.0.1:0";
            o.Listen.LocalAuthority = new LocalAuthorityOptions { Use = true, Names = ["dock.example"] };
            configure?.Invoke(o);
        },
        replace: replace);

    private static ManualTimeProvider TimeOf(IServiceCollection services) =>
        (ManualTimeProvider)((NodeClock)services.Single(s => s.ServiceType == typeof(NodeClock)).ImplementationInstance!).Decisions;

    private static Uri Door(TestNode node) => new UriBuilder("http", "127.0.0.1", node.Node.TrustAddress!.Port).Uri;

    private static HttpClient Plain(TestNode node) => new() { BaseAddress = Door(node) };

    private static async Task<JsonElement> ToldAsync(HttpClient http) => JsonDocument.Parse(await http.GetStringAsync("/web/trust")).RootElement.GetProperty("localAuthority");

    /// <summary>What a device does that trusts the authority and nothing else, at the node's time.</summary>
    private static SocketsHttpHandler Trusting(TestNode node, X509Certificate2 authority) => new() { SslOptions = { CertificateChainPolicy = Policy(node, authority) } };

    private static X509ChainPolicy Policy(TestNode node, X509Certificate2 authority) => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { authority }, RevocationMode = X509RevocationMode.NoCheck, VerificationTime = node.Time.GetUtcNow().LocalDateTime,
        VerificationTimeIgnored = false,
    };

    private static async Task<string> ErrorsAsync(TestNode node, X509Certificate2 authority, string host)
    {
        using TcpClient tcp = new();
        await tcp.ConnectAsync("127.0.0.1", node.Node.HttpAddress.Port);
        await using SslStream tls = new(tcp.GetStream());
        string told = string.Empty;
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = host, CertificateChainPolicy = Policy(node, authority),
            RemoteCertificateValidationCallback = (_, _, _, errors) =>
            {
                told = errors.ToString();
                return told.Length > 0;
            },
        });
        return told;
    }

    private static async Task<string> ShownAsync(TestNode node)
    {
        using TcpClient tcp = new();
        await tcp.ConnectAsync("127.0.0.1", node.Node.HttpAddress.Port);
        await using SslStream tls = new(tcp.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null });
        return ((X509Certificate2)tls.RemoteCertificate!).Thumbprint;
    }
}
