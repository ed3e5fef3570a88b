using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Backorders.Server.Options;
using Backorders.Testing;

namespace Backorders.Server.Tests;

/// <summary>A certificate authority of a test's own, with what a node and its clients need of it. All is good round the tests' own time, and round the machine's.</summary>
internal sealed class TestCertificates : IDisposable
{
    private const string ForClients = "1.3.6.1.5.5.7.3.2";
    private const string ForServers = "1.3.6.1.5.5.7.3.1";

    private static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset To = new(2036, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static int serial;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-certificates-");
    private readonly X509Certificate2 root;

    public TestCertificates()
    {
        CertificateRequest request = new("CN=Test authority", ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        root = request.CreateSelfSigned(From, To);
        File.WriteAllText(Authority, root.ExportCertificatePem());
    }

    /// <summary>Where certificates that are made from now on say that its list of revoked ones is; null for nowhere.</summary>
    public string? RevocationList { get; set; }

    /// <summary>The authority's certificate.</summary>
    public string Authority => File_("authority.pem");

    /// <summary>Where a node's certificate is, as PFX.</summary>
    public string Pfx => File_("node.pfx");

    public string File_(string name) => Path.Combine(folder.FullName, name);

    /// <summary>Has a node serve over TLS with a certificate of this authority.</summary>
    public void Serve(NodeOptions options, ClientCertificateMode clients = ClientCertificateMode.Off)
    {
        WritePfx("localhost");
        (options.Listen.Tls, options.Listen.Certificate, options.Listen.CertificatePassword) = ("127.0.0.1:0", Pfx, "pfx-password");
        options.Listen.ClientCertificates = new ClientCertificateOptions { Mode = clients, Authorities = clients == ClientCertificateMode.Off ? [] : [Authority] };
    }

    /// <summary>Writes the node's certificate; returns its thumbprint.</summary>
    public string WritePfx(string name)
    {
        using X509Certificate2 certificate = Issue(name, forClients: false);
        File.WriteAllBytes(Pfx, certificate.Export(X509ContentType.Pfx, "pfx-password"));
        return certificate.Thumbprint;
    }

    /// <summary>Makes a certificate.</summary>
    /// <param name="name">Its common name.</param>
    /// <param name="dns">An alternative name; null for none.</param>
    /// <param name="uri">Another, as URI; null for none.</param>
    /// <param name="to">Until when it is good; null for long.</param>
    /// <param name="forClients">What it is for: clients, or servers.</param>
    public X509Certificate2 Issue(string name, string? dns = null, string? uri = null, DateTimeOffset? to = null, bool forClients = true)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}, O=Test", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        if (dns is not null)
        {
            names.AddDnsName(dns);
        }

        if (uri is not null)
        {
            names.AddUri(new Uri(uri));
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(forClients ? ForClients : ForServers)], critical: false));
        if (RevocationList is { } list)
        {
            request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([list]));
        }

        using X509Certificate2 certificate = request.Create(root, From, to ?? To, BitConverter.GetBytes(Interlocked.Increment(ref serial)));
        using X509Certificate2 own = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    /// <summary>The list of revoked certificates, as RFC 5280 writes it.</summary>
    /// <param name="at">When it is made.</param>
    /// <param name="revoked">Who is on it.</param>
    public byte[] ListRevoked(DateTimeOffset at, params X509Certificate2[] revoked)
    {
        CertificateRevocationListBuilder list = new();
        foreach (X509Certificate2 one in revoked)
        {
            list.AddEntry(one, at);
        }

        return list.Build(root, crlNumber: 1, nextUpdate: To, HashAlgorithmName.SHA256, thisUpdate: at);
    }

    /// <summary>A connection that shows a certificate.</summary>
    public SocketsHttpHandler Connection(X509Certificate2? certificate)
    {
        SocketsHttpHandler connection = new() { EnableMultipleHttp2Connections = true };
        connection.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.Issuer == root.Subject;
        connection.SslOptions.ClientCertificates = certificate is null ? null : [certificate];
        return connection;
    }

    public void Dispose()
    {
        root.Dispose();
        folder.Delete(recursive: true);
    }
}
