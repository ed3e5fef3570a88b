using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Backorders.Server.Common;
using Backorders.Server.Hosting;
using Backorders.Server.Options;
using Backorders.Server.Security.Authority;
using Backorders.Testing;
using Microsoft.Extensions.Logging;

namespace Backorders.Server.Tests.Access;

/// <summary>The node's own authority: its file, and the certificates that it signs.</summary>
public sealed class LocalAuthorityTests : IDisposable
{
    private static readonly NodeNames Dock = NodeNames.Of(IPAddress.Any, ["dock.example", "10.1.2.3"], "warehouse-pc", [IPAddress.Parse("192.168.1.20"), IPAddress.Parse("fd00::20")]);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-authority-");
    private readonly ManualTimeProvider time = new();

    private string File_ => Path.Combine(folder.FullName, "local-ca.pem");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("dock.example", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("192.168.1.20", true)]
    [InlineData("fd00::20", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("localhost", true)]
    [InlineData("warehouse-pc", true)]
    [InlineData("WAREHOUSE-PC.local", true)]
    [InlineData("192.168.1.21", false)]
    [InlineData("other.example", false)]
    [InlineData("sub.dock.example", false)]
    public void Issue_IsForTheNodesNamesAlone(string host, bool expected)
    {
        using X509Certificate2 leaf = Open().Issue(Dock, time.GetUtcNow());
        Assert.Equal(expected, leaf.MatchesHostname(host));
    }

    [Fact]
    public void Issue_IsTrustedByWhoTrustsTheAuthority_AndByNobodyElse()
    {
        LocalAuthority authority = Open();
        using X509Certificate2 leaf = authority.Issue(Dock, time.GetUtcNow());
        Assert.Equal("NoError", Told(leaf, authority.Der, time.GetUtcNow()));
        Assert.Equal("NoError", Told(leaf, authority.Der, time.GetUtcNow().AddHours(-23))); // a device whose clock is behind
        Assert.Equal("NotTimeValid", Told(leaf, authority.Der, time.GetUtcNow() + LocalAuthority.LeafLife + TimeSpan.FromHours(1)));

        File.Move(File_, File_ + ".old");
        Assert.Contains("PartialChain", Told(leaf, Open().Der, time.GetUtcNow()), StringComparison.Ordinal);
    }

    /// <summary>What browsers ask of a certificate: for servers, no authority itself, at most 398 days, a serial number of its own.</summary>
    [Fact]
    public void Issue_IsWhatBrowsersAskFor()
    {
        LocalAuthority authority = Open();
        using X509Certificate2 leaf = authority.Issue(Dock, time.GetUtcNow());
        using X509Certificate2 other = authority.Issue(Dock, time.GetUtcNow());
        Assert.False(leaf.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        Assert.Equal(X509KeyUsageFlags.DigitalSignature, leaf.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages);
        Assert.Equal("1.3.6.1.5.5.7.3.1", leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Cast<Oid>().Single().Value);
        Assert.InRange((leaf.NotAfter - leaf.NotBefore).TotalDays, 90, 398);
        Assert.True(leaf.HasPrivateKey);
        Assert.NotEqual(leaf.SerialNumber, other.SerialNumber);
        Assert.NotEqual(leaf.GetPublicKeyString(), other.GetPublicKeyString());
        Assert.Equal(256, leaf.GetECDsaPublicKey()!.KeySize);
        using X509Certificate2 signer = X509CertificateLoader.LoadCertificate(authority.Der.Span);
        Assert.Equal(
            signer.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single().SubjectKeyIdentifierBytes.ToArray(),
            leaf.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().Single().KeyIdentifier!.Value.ToArray()); // RFC 5280, 4.2.1.1

        using X509Certificate2 own = X509CertificateLoader.LoadCertificate(authority.Der.Span);
        X509BasicConstraintsExtension isAuthority = own.Extensions.OfType<X509BasicConstraintsExtension>().Single();
        Assert.True(isAuthority is { CertificateAuthority: true, Critical: true, HasPathLengthConstraint: true, PathLengthConstraint: 0 });
        Assert.Equal(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, own.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages);
        Assert.InRange((own.NotAfter - own.NotBefore).TotalDays, 3650, 3652);
        Assert.False(own.HasPrivateKey);
        Assert.DoesNotContain("PRIVATE", authority.Pem, StringComparison.Ordinal);
        Assert.Equal(Convert.ToHexString(SHA256.HashData(authority.Der.Span)), authority.Fingerprint);
    }

    [Fact]
    public void Authority_AfterARestart_IsTheSame_AndItsFileIsThisUsersAlone()
    {
        LocalAuthority first = Open();
        LocalAuthority second = Open();
        Assert.True(first.WasMade);
        Assert.False(second.WasMade);
        Assert.Equal(first.Fingerprint, second.Fingerprint);
        Assert.Equal([File_, File_ + ".lock"], folder.GetFiles().Select(f => f.FullName).Order());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(File_));
        }
    }

    /// <summary>Nodes that share the file may start together: one makes it, and none has signed by another.</summary>
    [Fact]
    public async Task Authority_OfManyStartsAtOnce_IsMadeOnce()
    {
        for (int round = 0; round < 20; round++)
        {
            using Barrier together = new(8);
            LocalAuthority[] all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    together.SignalAndWait();
                    return Open();
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
            Assert.Single(all, a => a.WasMade);
            Assert.Single(all.Select(a => a.Fingerprint).Distinct());
            Assert.Equal([File_, File_ + ".lock"], folder.GetFiles().Select(f => f.FullName).Order());
            File.Delete(File_);
        }
    }

    [Theory]
    [InlineData("nothing", "cannot be used")]
    [InlineData("half", "cannot be used")]
    [InlineData("no key", "cannot be used")]
    [InlineData("another key", "cannot be used")]
    [InlineData("no authority", "its certificate is not that of an authority")]
    [InlineData("no signer", "its key may not sign certificates")]
    [InlineData("RSA", "its private key is no ECDSA key")]
    public void Authority_WhoseFileIsSpoiled_StopsTheStart_AndTheFileStaysAsItIs(string spoiled, string told)
    {
        Open();
        string good = File.ReadAllText(File_);
        string text = spoiled switch
        {
            "nothing" => string.Empty,
            "half" => good[..(good.Length / 2)],
            "no key" => good[..good.IndexOf("-----BEGIN PRIVATE", StringComparison.Ordinal)],
            "another key" => good[..good.IndexOf("-----BEGIN PRIVATE", StringComparison.Ordinal)] + ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem(),
            _ => Pair(spoiled),
        };
        File.WriteAllText(File_, text);

        NodeStartException e = Assert.Throws<NodeStartException>(Open);
        Assert.Contains(File_, e.Message, StringComparison.Ordinal);
        Assert.Contains(told, e.Message, StringComparison.Ordinal);
        Assert.Contains("move it away", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY-----\n", e.Message, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(File_));
    }

    [Fact]
    public void Authority_WhoseFileOthersMayRead_StopsTheStart()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Open();
        File.SetUnixFileMode(File_, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Assert.Contains("chmod o-rw", Assert.Throws<NodeStartException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Authority_InAFolderThatCannotBe_StopsTheStart()
    {
        File.WriteAllText(File_, "a file");
        NodeOptions options = Options();
        options.Listen.LocalAuthority.File = Path.Combine(File_, "below.pem");
        NodeStartException e = Assert.Throws<NodeStartException>(() => LocalAuthority.Of(options, time));
        Assert.Contains($"{options.Listen.LocalAuthority.File} cannot be written", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Authority_OutsideOfItsTime_StopsTheStart()
    {
        Open();
        time.Advance(LocalAuthority.Life + TimeSpan.FromDays(1));
        Assert.Contains("ended on", Assert.Throws<NodeStartException>(Open).Message, StringComparison.Ordinal);
        ManualTimeProvider early = new(new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Contains("clock", Assert.Throws<NodeStartException>(() => LocalAuthority.Of(Options(), early)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Look_BeforeTheEnd_RenewsOnce()
    {
        IssuedCertificate certificate = new(Open(), () => Dock, time);
        X509Certificate2 first = certificate.Context.TargetCertificate;
        time.Advance(LocalAuthority.LeafLife - IssuedCertificate.RenewBefore - TimeSpan.FromSeconds(1));
        Assert.Null(certificate.Look());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(string.Empty, certificate.Look());
        Assert.NotEqual(first.Thumbprint, certificate.Context.TargetCertificate.Thumbprint);
        Assert.Null(certificate.Look());
    }

    [Fact]
    public void Look_WithAnotherAddress_IsForThatToo_AndAnAddressThatIsGoneChangesNothing()
    {
        NodeNames now = Dock;
        IssuedCertificate certificate = new(Open(), () => now, time);
        Assert.False(certificate.IsFor("192.168.7.7"));
        now = Dock with { Addresses = [.. Dock.Addresses, IPAddress.Parse("192.168.7.7")] };
        Assert.Equal(string.Empty, certificate.Look());
        Assert.True(certificate.IsFor("192.168.7.7"));
        now = Dock;
        Assert.Null(certificate.Look());
        Assert.True(certificate.IsFor("192.168.7.7"));
    }

    [Fact]
    public void Look_WhenTheClockWasSetBack_ShowsOneThatIsGoodNow()
    {
        LocalAuthority authority = Open();
        SetClock clock = new() { Now = time.GetUtcNow().AddDays(30) };
        IssuedCertificate certificate = new(authority, () => Dock, clock);
        clock.Now -= TimeSpan.FromDays(20);
        Assert.Equal("NotTimeValid", Told(certificate.Context.TargetCertificate, authority.Der, clock.Now));
        Assert.Equal(string.Empty, certificate.Look());
        Assert.Equal("NoError", Told(certificate.Context.TargetCertificate, authority.Der, clock.Now));
    }

    /// <summary>The last certificates end with their authority; then nothing can be signed, which is told once.</summary>
    [Fact]
    public void Look_AtTheAuthoritysEnd_TellsItOnce_AndKeepsWhatItHas()
    {
        LocalAuthority authority = Open();
        time.Advance(LocalAuthority.Life - TimeSpan.FromDays(10));
        IssuedCertificate certificate = new(authority, () => Dock, time);
        Assert.Equal(authority.Ends, certificate.Context.TargetCertificate.NotAfter.ToUniversalTime());
        Assert.Null(certificate.Look());
        time.Advance(TimeSpan.FromDays(11));
        Assert.Contains("cannot sign another", certificate.Look(), StringComparison.Ordinal);
        Assert.Null(certificate.Look());
        Assert.NotNull(certificate.Context.TargetCertificate);
    }

    [Fact]
    public async Task Keeper_WarnsOfTheAuthoritysEnd_OnceADay_FromHalfAYearBefore()
    {
        LocalAuthority authority = Open();
        time.Advance(LocalAuthority.Life - LocalAuthority.WarnBefore - TimeSpan.FromMinutes(1));
        using CapturedLog log = new();
        using ILoggerFactory loggers = LoggerFactory.Create(logging => logging.AddProvider(log));
        TlsKeeper keeper = new(new NodeClock(time, time), loggers.CreateLogger<TlsKeeper>(), new IssuedCertificate(authority, () => Dock, time), authority);
        await keeper.StartAsync(CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(50));
        Assert.DoesNotContain(log.Entries, e => e.EventId == 4143);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Single(log.Entries, e => e.EventId == 4143 && e.Text.Contains(File_, StringComparison.Ordinal));
        time.Advance(TlsKeeper.WarnEvery - TlsKeeper.LookEvery);
        Assert.Single(log.Entries, e => e.EventId == 4143);
        time.Advance(TlsKeeper.LookEvery);
        Assert.Equal(2, log.Entries.Count(e => e.EventId == 4143));
        await keeper.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", "localhost", "127.0.0.1")]
    [InlineData("192.168.1.20", "192.168.1.20", "localhost,pc,pc.local", "192.168.1.20,127.0.0.1")]
    [InlineData("0.0.0.0", "10.0.0.9", "localhost,pc,pc.local", "10.0.0.9,fd00::9,127.0.0.1,::1")]
    public void NodeNames_AreThoseWhereItListens(string listens, string told, string hosts, string addresses)
    {
        IPAddress[] machine = [.. new[] { "169.254.7.7", "fe80::1", "10.0.0.9", "fd00::9", "127.0.0.1", "::1" }.Select(IPAddress.Parse)];
        NodeNames names = NodeNames.Of(IPAddress.Parse(listens), [], "PC", machine);
        Assert.Equal((told, hosts, addresses), (names.Told, string.Join(',', names.Hosts), string.Join(',', names.Addresses)));
    }

    [Fact]
    public void NodeNames_OfAMachineWithAnOddName_LeaveItOut() =>
        Assert.Equal(["dock.example", "localhost"], NodeNames.Of(IPAddress.Any, ["dock.example"], "pc_of jürgen", []).Hosts);

    [Theory]
    [InlineData("Listen:LocalAuthority: Listen:Certificate names", "certificate")]
    [InlineData("Listen:LocalAuthority:Names: '*.example' is no IP address", "wildcard")]
    [InlineData("Listen:LocalAuthority:Names: 'dock:5443' is no IP address", "port")]
    [InlineData("Listen:LocalAuthority: File and Names are of an authority that is not used", "unused")]
    [InlineData("Listen: Http and Tls are both '127.0.0.1:5443'", "same port")]
    [InlineData("Listen:Http: '*:5080' lets other machines in", "remote door")]
    public void WrongSetting_IsToldByItsName(string told, string setting)
    {
        NodeOptions options = Options();
        ListenOptions listen = options.Listen;
        switch (setting)
        {
            case "certificate": listen.Certificate = File_; break;
            case "wildcard": listen.LocalAuthority.Names = ["*.example"]; break;
            case "port": listen.LocalAuthority.Names = ["dock:5443"]; break;
            case "unused": listen.LocalAuthority = new LocalAuthorityOptions { Names = ["dock"] }; break;
            case "same port": listen.Http = listen.Tls; break;
            default: listen.Http = "*:5080"; break;
        }

        Assert.Contains(options.Check(), w => w.StartsWith(told, StringComparison.Ordinal));
    }

    /// <summary>A machine's clock that somebody sets.</summary>
    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private static string Told(X509Certificate2 leaf, ReadOnlyMemory<byte> authority, DateTimeOffset at)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificate(authority.Span));
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        chain.ChainPolicy.VerificationTime = at.LocalDateTime;
        return chain.Build(leaf) ? "NoError" : string.Join(' ', chain.ChainStatus.Select(s => s.Status).Distinct());
    }

    /// <summary>A certificate with its key that is whole and cannot sign here.</summary>
    private string Pair(string what)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using RSA rsa = RSA.Create(2048);
        CertificateRequest request = what == "RSA" ? new("CN=a", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) : new("CN=a", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(what != "no authority", false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(what == "no signer" ? X509KeyUsageFlags.DigitalSignature : X509KeyUsageFlags.KeyCertSign, true));
        using X509Certificate2 made = request.CreateSelfSigned(time.GetUtcNow(), time.GetUtcNow().AddDays(9));
        return made.ExportCertificatePem() + "\n" + (what == "RSA" ? rsa.ExportPkcs8PrivateKeyPem() : key.ExportPkcs8PrivateKeyPem());
    }

    private LocalAuthority Open() => LocalAuthority.Of(Options(), time)!;

    private NodeOptions Options() => new()
    {
        DataDirectory = folder.FullName,
        Warehouses = [TestNode.Building("MAIN")],
        Listen = new ListenOptions { LocalAuthority = new LocalAuthorityOptions { Use = true } },
    };
}
