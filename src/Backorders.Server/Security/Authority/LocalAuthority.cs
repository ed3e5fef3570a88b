using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Backorders.Server.Common;
using Backorders.Server.Options;

namespace Backorders.Server.Security.Authority;

/// <summary>
/// A certificate authority of the node's own: it signs certificates of nodes and nothing else. Its public part is told to everybody; its private key stays within.
/// </summary>
/// <remarks>
/// The certificate has no name constraints (RFC 5280, 4.2.1.10): a network without an administrator changes its addresses, and every device would have to trust a new authority each time. So whoever has the
/// key can show a device that trusts it any name; <c>SECURITY.md</c> says what follows.
/// </remarks>
internal sealed class LocalAuthority
{
    /// <summary>How long an authority is good: longer than a handheld is used, so that nobody has to trust one twice.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(3650);

    /// <summary>How long a node's certificate is good. Browsers take 398 days at most, and ever fewer; renewal costs nothing here.</summary>
    public static readonly TimeSpan LeafLife = TimeSpan.FromDays(90);

    /// <summary>From when on an authority's end is told: there must be time to have all devices trust the next one.</summary>
    public static readonly TimeSpan WarnBefore = TimeSpan.FromDays(180);

    /// <summary>A certificate begins so much earlier, for devices whose clocks are behind.</summary>
    private static readonly TimeSpan Backdated = TimeSpan.FromDays(1);

    private const string ForServers = "1.3.6.1.5.5.7.3.1"; // RFC 5280, 4.2.1.12: id-kp-serverAuth
    private const int SerialBytes = 16; // RFC 5280, 4.1.2.2: at most 20; CA/Browser Forum: at least 64 random bits
    private const int HostLength = 30; // X.520 gives a common name 64 characters

    private readonly X509Certificate2 own;

    private LocalAuthority(X509Certificate2 own, string path, bool wasMade)
    {
        (this.own, Path, WasMade) = (own, path, wasMade);
        Der = own.RawData;
        Pem = own.ExportCertificatePem() + "\n";
        Fingerprint = own.GetCertHashString(HashAlgorithmName.SHA256);
    }

    /// <summary>The file that holds it.</summary>
    public string Path { get; }

    /// <summary>Whether this start made it.</summary>
    public bool WasMade { get; }

    /// <summary>Its certificate, as devices install it: DER (X.690), without the private key.</summary>
    public ReadOnlyMemory<byte> Der { get; }

    /// <summary>The same as text (RFC 7468), without the private key.</summary>
    public string Pem { get; }

    /// <summary>The SHA-256 of <see cref="Der"/> in 64 hex digits: by it people tell this authority from any other.</summary>
    public string Fingerprint { get; }

    /// <summary>What devices list it as.</summary>
    public string Name => own.GetNameInfo(X509NameType.SimpleName, forIssuer: false);

    /// <summary>Until when it is good.</summary>
    public DateTimeOffset Ends => own.NotAfter.ToUniversalTime();

    /// <summary>The authority that the options name; null when they ask for none. Made when its file is not there.</summary>
    /// <exception cref="NodeStartException">Its file cannot be used, or it is not good at this time.</exception>
    public static LocalAuthority? Of(NodeOptions options, TimeProvider clock)
    {
        if (!options.Listen.LocalAuthority.Use)
        {
            return null;
        }

        DateTimeOffset now = clock.GetUtcNow();
        string path = options.Listen.LocalAuthority.PathIn(options);
        (X509Certificate2 own, bool wasMade) = AuthorityFile.ReadOrMake(path, () => Make(now));
        LocalAuthority authority = new(own, path, wasMade);
        string day = now.ToString("u", CultureInfo.InvariantCulture);
        return authority.Ends <= now
            ? throw new NodeStartException($"The local authority in {path} ended on {authority.Ends:u}, and it is {day} here. Move its file away: the next start makes another, which every device has to trust.")
            : own.NotBefore.ToUniversalTime() > now
            ? throw new NodeStartException($"The local authority in {path} begins on {own.NotBefore.ToUniversalTime():u}, and it is {day} here. Set this machine's clock right.")
            : authority;
    }

    /// <summary>A certificate with its private key, by which a node shows who it is.</summary>
    /// <param name="names">What it is for.</param>
    /// <param name="now">It is good from a day before on, for <see cref="LeafLife"/> at most, and no longer than the authority.</param>
    /// <exception cref="CryptographicException">The authority has ended.</exception>
    public X509Certificate2 Issue(NodeNames names, DateTimeOffset now)
    {
        if (now >= Ends)
        {
            throw new CryptographicException($"it is {now.ToString("u", CultureInfo.InvariantCulture)}, and the authority has ended.");
        }

        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        X500DistinguishedNameBuilder subject = new();
        subject.AddOrganizationName("Backorders");
        subject.AddCommonName(Cut(names.Told));
        CertificateRequest request = new(subject.Build(), key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder alternatives = new();
        foreach (string host in names.Hosts)
        {
            alternatives.AddDnsName(host);
        }

        foreach (IPAddress address in names.Addresses)
        {
            alternatives.AddIpAddress(address);
        }

        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ForServers)], critical: false));
        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(own, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using X509Certificate2 signed = request.Create(own, Later(now - Backdated, own.NotBefore), Earlier(now + LeafLife, Ends), Serial());
        using X509Certificate2 whole = signed.CopyWithPrivateKey(key);

        // TLS of Windows takes no key that is only in memory; read from PKCS #12 it is taken everywhere.
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    private static X509Certificate2 Make(DateTimeOffset now)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        X500DistinguishedNameBuilder subject = new();
        subject.AddOrganizationName("Backorders");

        // A device lists it by this text: it tells buildings apart, and an authority from the one before it.
        subject.AddCommonName($"Backorders {Cut(Dns.GetHostName())} {now.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}");
        CertificateRequest request = new(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(now - Backdated, now + Life);
    }

    private static string Cut(string host) => host.Length > HostLength ? host[..HostLength] : host;

    /// <summary>A positive number without a leading zero byte, as DER wants it.</summary>
    private static byte[] Serial()
    {
        byte[] serial = RandomNumberGenerator.GetBytes(SerialBytes);
        serial[0] = (byte)((serial[0] & 0x3F) | 0x40);
        return serial;
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
