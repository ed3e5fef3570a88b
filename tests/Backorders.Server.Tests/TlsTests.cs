using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Backorders.Server.Common;
using Backorders.Server.Hosting;

namespace Backorders.Server.Tests;

/// <summary>The certificate of the TLS port: from its files, followed while the node runs. The node's clock is moved by hand.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TestCertificates authority = new();

    public void Dispose() => authority.Dispose();

    [Fact]
    public async Task CertificateThatIsRenewed_IsShownToNewConnections_AndOpenOnesGoOn()
    {
        await using TestNode node = await TestNode.StartAsync(o => authority.Serve(o));
        await node.DefineItemsAsync();
        string before = await ShownAsync(node);
        using var stream = node.Acme.Receiving.ReceiveStream();
        await stream.RequestStream.WriteAsync(TestNode.Scan("1", 1));
        Assert.True(await stream.ResponseStream.MoveNext(default));

        string renewed = authority.WritePfx("renewed");
        Assert.Equal(before, await ShownAsync(node));
        node.Time.Advance(TlsKeeper.LookEvery);

        Assert.NotEqual(before, renewed);
        Assert.Equal(renewed, await ShownAsync(node));
        Assert.Single(node.Log.Entries, e => e.EventId == 4140 && e.Text.Contains("CN=renewed", StringComparison.Ordinal));
        await stream.RequestStream.WriteAsync(TestNode.Scan("2", 1));
        Assert.True(await stream.ResponseStream.MoveNext(default));
    }

    [Fact]
    public async Task CertificateThatIsBroken_ChangesNothing_AndIsToldOnce_UntilItIsMended()
    {
        await using TestNode node = await TestNode.StartAsync(o => authority.Serve(o));
        string before = await ShownAsync(node);
        byte[] good = await File.ReadAllBytesAsync(authority.Pfx);
        foreach (byte[]? broken in new byte[]?[] { good[..100], null })
        {
            int told = node.Log.Entries.Count(e => e.EventId == 4141);
            if (broken is null)
            {
                File.Delete(authority.Pfx);
            }
            else
            {
                await File.WriteAllBytesAsync(authority.Pfx, broken);
            }

            node.Time.Advance(TlsKeeper.LookEvery * 3);
            Assert.Equal(before, await ShownAsync(node));
            Assert.Equal(told + 1, node.Log.Entries.Count(e => e.EventId == 4141));
        }

        string mended = authority.WritePfx("mended");
        node.Time.Advance(TlsKeeper.LookEvery);
        Assert.Equal(mended, await ShownAsync(node));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("key-password")]
    public async Task CertificateAndKeyInPemFiles_AreShown_AndTheKeyMustBeTheCertificates(string? password)
    {
        string first = WritePem("first", password);
        await using TestNode node = await TestNode.StartAsync(o =>
        {
            authority.Serve(o);
            (o.Listen.Certificate, o.Listen.CertificateKey, o.Listen.CertificatePassword) = (authority.File_("node.pem"), authority.File_("node.key"), password ?? string.Empty);
        });
        Assert.Equal(first, await ShownAsync(node));

        // A renewal that has written one of its two files is not taken before the other one is there.
        string key = await File.ReadAllTextAsync(authority.File_("node.key"));
        string second = WritePem("second", password);
        string next = await File.ReadAllTextAsync(authority.File_("node.key"));
        await File.WriteAllTextAsync(authority.File_("node.key"), key);
        node.Time.Advance(TlsKeeper.LookEvery);
        Assert.Equal(first, await ShownAsync(node));
        await File.WriteAllTextAsync(authority.File_("node.key"), next);
        node.Time.Advance(TlsKeeper.LookEvery);
        Assert.Equal(second, await ShownAsync(node));
    }

    [Theory]
    [InlineData("Listen:CertificateKey: there is no file '/nowhere'", null, "/nowhere")]
    [InlineData("Listen:CertificateKey: name its certificate too", "", "/nowhere")]
    [InlineData("node.pfx' cannot be read", "broken", "")]
    public async Task WrongCertificate_StopsTheStart_ByItsName(string told, string? certificate, string key)
    {
        NodeStartException e = await Assert.ThrowsAsync<NodeStartException>(() => TestNode.StartAsync(o =>
        {
            authority.Serve(o);
            if (certificate == "broken")
            {
                File.WriteAllText(authority.Pfx, "no certificate");
            }

            (o.Listen.Certificate, o.Listen.CertificateKey) = (certificate?.Length == 0 ? string.Empty : o.Listen.Certificate, key);
        }));
        Assert.Contains(told, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutTls_BeyondThisMachine_TheStartWarnsInOneLine()
    {
        await using TestNode open = await TestNode.StartAsync(o => (o.Listen.AllowRemote, o.Listen.Http) = (true, "0.0.0.0:0"));
        Assert.Single(open.Log.Entries, e => e.EventId == 4004 && e.Text.Contains("0.0.0.0:0", StringComparison.Ordinal));
        await using TestNode own = await TestNode.StartAsync();
        Assert.DoesNotContain(own.Log.Entries, e => e.EventId == 4004);
        await using TestNode encrypted = await TestNode.StartAsync(o =>
        {
            authority.Serve(o);
            (o.Listen.AllowRemote, o.Listen.Tls) = (true, "0.0.0.0:0");
        });
        Assert.DoesNotContain(encrypted.Log.Entries, e => e.EventId == 4004);
    }

    [Theory]
    [InlineData("dock.example", true)]
    [InlineData("localhost", false)]
    [InlineData("127.0.0.1", false)]
    public async Task Pages_OverTls_TellTheBrowserToStayThere_ButNotOnThisMachine(string host, bool expected)
    {
        await using TestNode node = await TestNode.StartAsync(o => authority.Serve(o));
        using HttpClient http = new(authority.Connection(null)) { BaseAddress = node.Node.HttpAddress };
        using HttpRequestMessage request = new(HttpMethod.Get, "/dock");
        request.Headers.Host = host;
        using HttpResponseMessage answer = await http.SendAsync(request);
        Assert.Equal(expected, answer.Headers.Contains("Strict-Transport-Security"));
    }

    private static async Task<string> ShownAsync(TestNode node)
    {
        using TcpClient tcp = new();
        await tcp.ConnectAsync("127.0.0.1", node.Node.HttpAddress.Port);
        await using SslStream tls = new(tcp.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null });
        return ((X509Certificate2)tls.RemoteCertificate!).Thumbprint;
    }

    private string WritePem(string name, string? password)
    {
        using X509Certificate2 certificate = authority.Issue(name, forClients: false);
        File.WriteAllText(authority.File_("node.pem"), certificate.ExportCertificatePem() + "\n" + File.ReadAllText(authority.Authority));
        ECDsa key = certificate.GetECDsaPrivateKey()!;
        PbeParameters locked = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1_000);
        File.WriteAllText(authority.File_("node.key"), password is null ? key.ExportPkcs8PrivateKeyPem() : key.ExportEncryptedPkcs8PrivateKeyPem(password, locked));
        return certificate.Thumbprint;
    }
}
