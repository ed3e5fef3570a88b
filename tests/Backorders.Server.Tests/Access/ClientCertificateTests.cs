using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Backorders.Server.Common;
using Backorders.Server.Options;
using Backorders.Server.Security;
using Backorders.V1;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests.Access;

/// <summary>Certificates that clients show in the place of keys. The node's clock is moved by hand.</summary>
public sealed class ClientCertificateTests : IAsyncLifetime
{
    private readonly TestCertificates authority = new();
    private TestNode node = null!;

    private string Keys => Path.Combine(node.Folder, "keys.json");

    public async Task InitializeAsync()
    {
        node = await TestNode.StartAsync(o => authority.Serve(o, ClientCertificateMode.Allow));
        await node.DefineItemsAsync();
    }

    public async Task DisposeAsync()
    {
        await node.DisposeAsync();
        authority.Dispose();
    }

    [Theory]
    [InlineData("name:dock-7.example")]
    [InlineData("name:spiffe://example/dock/7")]
    [InlineData("subject:CN=dock-7, O=Test")]
    [InlineData("thumbprint")]
    public async Task Certificate_IsWhoeverItsEntrySays(string match)
    {
        X509Certificate2 certificate = authority.Issue("dock-7", "dock-7.example", "spiffe://example/dock/7");
        await AddAsync("dock-7", match == "thumbprint" ? $"thumbprint:{certificate.GetCertHashString(HashAlgorithmName.SHA256)}" : match);
        BackordersClient client = Shows(certificate);
        await client.Receiving.ReceiveAsync(TestNode.Scan("1", 1));
        await RefusedAsync(client.Orders.SubmitOrderAsync(TestNode.Order("A", 1)), "ROLE_MISSING", StatusCode.PermissionDenied);
        Assert.Contains(node.Log.Entries, e => e.EventId == 4101 && e.Text.StartsWith("Key dock-7 ", StringComparison.Ordinal));
        await RefusedAsync(Shows(certificate, owner: "RIVAL").Receiving.ReceiveAsync(TestNode.Scan("2", 1)), "OWNER_NOT_ALLOWED", StatusCode.PermissionDenied);
    }

    [Fact]
    public async Task Certificate_WithoutAnEntry_OrWithTwo_StandsForNobody()
    {
        X509Certificate2 certificate = authority.Issue("dock-8", "dock-8.example", "spiffe://example/dock/8");
        BackordersClient client = Shows(certificate);
        await RefusedAsync(client.Receiving.ReceiveAsync(TestNode.Scan("1", 1)), "CERTIFICATE_UNKNOWN", StatusCode.Unauthenticated);
        Assert.Contains(node.Log.Entries, e => e.EventId == 4122 && e.Text.Contains("CN=dock-8", StringComparison.Ordinal));
        await AddAsync("dns", "name:dock-8.example");
        await client.Receiving.ReceiveAsync(TestNode.Scan("1", 1));
        await AddAsync("uri", "name:spiffe://example/dock/8");
        await RefusedAsync(client.Receiving.ReceiveAsync(TestNode.Scan("2", 1)), "CERTIFICATE_UNKNOWN", StatusCode.Unauthenticated);
        await AddAsync("this", $"thumbprint:{certificate.GetCertHashString(HashAlgorithmName.SHA256)}", Role.Reader);
        await RefusedAsync(client.Receiving.ReceiveAsync(TestNode.Scan("2", 1)), "ROLE_MISSING", StatusCode.PermissionDenied);
    }

    [Theory]
    [InlineData("of another authority", "PartialChain UntrustedRoot NotSignatureValid")]
    [InlineData("self-signed", "UntrustedRoot")]
    [InlineData("for servers", "NotValidForUsage")]
    [InlineData("run out", "NotTimeValid")]
    public async Task CertificateThatIsNotGood_GetsNoConnection_AndTheReasonIsOnRecord(string what, string why)
    {
        using TestCertificates other = new();
        await AddAsync("dock-7", "name:dock-7.example");
        using X509Certificate2 certificate = what switch
        {
            "of another authority" => other.Issue("dock-7", "dock-7.example"),
            "self-signed" => SelfSigned(),
            "for servers" => authority.Issue("dock-7", "dock-7.example", forClients: false),
            _ => authority.Issue("dock-7", "dock-7.example", to: node.Time.GetUtcNow()),
        };
        await Assert.ThrowsAsync<RpcException>(async () => await Shows(certificate, attempts: 1).Receiving.ReceiveAsync(TestNode.Scan("1", 1)));
        string told = Assert.Single(node.Log.Entries.Where(e => e.EventId == 4121).Select(e => e.Text).Distinct());
        Assert.Contains(why.Split(' '), w => told.Contains(w, StringComparison.Ordinal));
    }

    [Fact]
    public async Task CertificateAndKey_TheKeySaysWho()
    {
        X509Certificate2 certificate = authority.Issue("dock-7", "dock-7.example");
        await AddAsync("dock-7", "name:dock-7.example", Role.Reader);
        await node.Connect(node.Keys["scanner"], new ClientOptions { ClientCertificate = certificate }).Receiving.ReceiveAsync(TestNode.Scan("1", 1));
        await RefusedAsync(node.Connect("bko_wrong", new ClientOptions { ClientCertificate = certificate }).Receiving.ReceiveAsync(TestNode.Scan("2", 1)), "KEY_UNKNOWN", StatusCode.Unauthenticated);
    }

    [Fact]
    public async Task KeyThatIsBoundToACertificate_IsGoodOnlyWithIt()
    {
        KeyFile.Write(Keys, [.. KeyFile.Read(Keys).Select(k => k.Id == "scanner" ? k with { Certificate = StoredCertificate.Parse("name:dock-7.example") } : k)]);
        node.Time.Advance(KeyKeeper.LookEvery);
        DateTimeOffset to = node.Time.GetUtcNow().AddHours(1);
        BackordersClient client = node.Connect(node.Keys["scanner"], new ClientOptions { ClientCertificate = authority.Issue("dock-7", "dock-7.example", to: to) });
        await client.Receiving.ReceiveAsync(TestNode.Scan("1", 1));
        await RefusedAsync(node.Client("scanner").Receiving.ReceiveAsync(TestNode.Scan("2", 1)), "CERTIFICATE_MISSING", StatusCode.Unauthenticated);
        BackordersClient other = node.Connect(node.Keys["scanner"], new ClientOptions { ClientCertificate = authority.Issue("dock-8", "dock-8.example") });
        await RefusedAsync(other.Receiving.ReceiveAsync(TestNode.Scan("2", 1)), "CERTIFICATE_MISSING", StatusCode.Unauthenticated);
        Assert.Equal(2, node.Log.Entries.Count(e => e.EventId == 4123));
        Assert.DoesNotContain(node.Log.Entries, e => e.EventId == 4100);
        await EndsAsync(client, () => node.Time.Advance(TimeSpan.FromHours(1)), "CERTIFICATE_ENDED");
    }

    [Fact]
    public async Task StreamOfACertificate_EndsWhenItRunsOut()
    {
        await AddAsync("dock-7", "name:dock-7.example");
        BackordersClient client = Shows(authority.Issue("dock-7", "dock-7.example", to: node.Time.GetUtcNow().AddHours(1)));
        await EndsAsync(client, () => node.Time.Advance(TimeSpan.FromHours(1)), "CERTIFICATE_ENDED");
        await RefusedAsync(client.Receiving.ReceiveAsync(TestNode.Scan("9", 1)), "CERTIFICATE_ENDED", StatusCode.Unauthenticated);
    }

    [Fact]
    public async Task StreamOfACertificate_EndsWhenItsEntryIsRevoked()
    {
        await AddAsync("dock-7", "name:dock-7.example");
        BackordersClient client = Shows(authority.Issue("dock-7", "dock-7.example"));
        Assert.Null(await ApiKeys.RotateAsync(Keys, "dock-7", node.Time.GetUtcNow()));
        await EndsAsync(client, () =>
        {
            Assert.True(ApiKeys.RevokeAsync(Keys, "dock-7", node.Time.GetUtcNow()).GetAwaiter().GetResult());
            node.Time.Advance(KeyKeeper.LookEvery);
        }, "CERTIFICATE_ENDED");
        await RefusedAsync(client.Receiving.ReceiveAsync(TestNode.Scan("9", 1)), "CERTIFICATE_ENDED", StatusCode.Unauthenticated);
    }

    [Fact]
    public async Task PageOfAnotherSite_MayNotUseACertificateThatTheBrowserShows()
    {
        await AddAsync("dock-7", "name:dock-7.example");
        using HttpClient http = new(authority.Connection(authority.Issue("dock-7", "dock-7.example"))) { BaseAddress = node.Node.HttpAddress };
        string own = node.Node.HttpAddress.GetLeftPart(UriPartial.Authority);
        foreach ((string? origin, HttpStatusCode status) in new[] { (null, HttpStatusCode.OK), ("https://evil.example", HttpStatusCode.Forbidden), (own, HttpStatusCode.OK) })
        {
            using HttpRequestMessage request = new(HttpMethod.Post, "/backorders.v1.Operations/GetPlaces");
            request.Content = new StringContent("""{"warehouse":"MAIN"}""", System.Text.Encoding.UTF8, "application/json");
            if (origin is not null)
            {
                request.Headers.Add("Origin", origin);
            }

            using HttpResponseMessage answer = await http.SendAsync(request);
            Assert.Equal(status, answer.StatusCode);
        }
    }

    [Fact]
    public async Task TextThatAnEntryIsNamedBy_IsNoKey()
    {
        await AddAsync("dock-7", "name:dock-7.example");
        StoredKey entry = KeyFile.Read(Keys).Single(k => k.Id == "dock-7");
        foreach (string text in new[] { "name:dock-7.example", entry.Certificate!.Hash, "dock-7" })
        {
            await RefusedAsync(node.Connect(text).Receiving.ReceiveAsync(TestNode.Scan("1", 1)), "KEY_UNKNOWN", StatusCode.Unauthenticated);
        }
    }

    [Fact]
    public async Task Require_WithoutACertificate_GetsNoConnection_NotEvenToHealth()
    {
        await using TestNode strict = await TestNode.StartAsync(o => authority.Serve(o, ClientCertificateMode.Require));
        using HttpClient without = new(authority.Connection(null)) { BaseAddress = strict.Node.HttpAddress };
        await Assert.ThrowsAsync<HttpRequestException>(() => without.GetAsync(new Uri("/health", UriKind.Relative)));
        using HttpClient with = new(authority.Connection(authority.Issue("dock-7"))) { BaseAddress = strict.Node.HttpAddress };
        using HttpResponseMessage answer = await with.GetAsync(new Uri("/health", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await strict.Connect(strict.Keys["acme"], new ClientOptions { ClientCertificate = authority.Issue("dock-7") }).Items.DefineItemsAsync(TestNode.Items());
    }

    [Theory]
    [InlineData("Listen:ClientCertificates: certificates are shown over TLS alone", false, true)]
    [InlineData("Listen:ClientCertificates:Authorities: name the PEM files", true, false)]
    [InlineData("Listen:ClientCertificates:Authorities: '/nowhere' cannot be read", true, null)]
    public async Task WrongSetting_StopsTheStart_ByItsName(string told, bool tls, bool? authorities)
    {
        NodeStartException e = await Assert.ThrowsAsync<NodeStartException>(() => TestNode.StartAsync(o =>
        {
            authority.Serve(o, ClientCertificateMode.Allow);
            o.Listen.Certificate = tls ? o.Listen.Certificate : string.Empty;
            o.Listen.ClientCertificates.Authorities = authorities == true ? [authority.Authority] : authorities == false ? [] : ["/nowhere"];
        }));
        Assert.Contains(told, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("of certificate set one", """{ "thumbprint": "12" }""", "{}")]
    [InlineData("of certificate set one", """{ "name": "a", "subject": "CN=a" }""", "{}")]
    [InlineData("another entry stands for the same certificate", """{ "name": "a" }""", """{ "name": "a" }""")]
    public void KeyFile_WithAWrongCertificate_NamesTheEntry(string told, string first, string second)
    {
        string json = $$"""[{ "id": "a", "certificate": {{first}}, "roles": ["Reader"] }, { "id": "b", "certificate": {{second}}, "roles": ["Reader"] }]""";
        NodeStartException e = Assert.Throws<NodeStartException>(() => KeyFile.Parse("keys.json", System.Text.Encoding.UTF8.GetBytes(json)));
        Assert.Contains(told, e.Message, StringComparison.Ordinal);
    }

    private static X509Certificate2 SelfSigned()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=dock-7, O=Test", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("dock-7.example");
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 made = request.CreateSelfSigned(TestIssuer.Start.AddDays(-1), TestIssuer.Start.AddYears(5));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private async Task EndsAsync(BackordersClient client, Action end, string reason)
    {
        using AsyncDuplexStreamingCall<ReceiveRequest, ReceiveStreamResponse> stream = client.Receiving.ReceiveStream();
        await stream.RequestStream.WriteAsync(TestNode.Scan("stream", 1));
        Assert.True(await stream.ResponseStream.MoveNext(default));
        end();
        RpcException over = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(default).WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal((StatusCode.Unauthenticated, reason), (over.StatusCode, over.GetErrorInfo()?.Reason));
    }

    private BackordersClient Shows(X509Certificate2 certificate, string? owner = null, int attempts = 5) =>
        node.Connect(null, new ClientOptions { ClientCertificate = certificate, Owner = owner, AttemptsMax = attempts });

    private async Task AddAsync(string id, string certificate, Role role = Role.Scanner)
    {
        await ApiKeys.AddCertificateAsync(Keys, id, certificate, "ACME", role, []);
        node.Time.Advance(KeyKeeper.LookEvery);
    }
}
