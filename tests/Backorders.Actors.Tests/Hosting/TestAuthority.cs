using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Backorders.Actors.Hosting.Doors;

namespace Backorders.Actors.Tests.Hosting;

/// <summary>A certificate authority of a test's own, in memory; what a node reads goes into a folder of the test's own.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static int serial;

    private readonly string folder = Directory.CreateTempSubdirectory("backorders-tls-").FullName;
    private readonly X509Certificate2 root;

    public TestAuthority(string name)
    {
        CertificateRequest request = new($"CN={name}", ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        root = request.CreateSelfSigned(Now.AddDays(-30), Now.AddDays(30));
        File.WriteAllText(RootFile, root.ExportCertificatePem());
    }

    public string RootFile => Path.Combine(folder, "authority.pem");

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>Makes a certificate and writes it where the settings lead.</summary>
    /// <param name="name">Whose.</param>
    /// <param name="validFrom">In days from now.</param>
    /// <param name="validTo">In days from now.</param>
    public TlsFiles Issue(string name, int validFrom = -1, int validTo = 10)
    {
        using X509Certificate2 certificate = IssueInMemory(name, validFrom, validTo);
        TlsFiles files = new() { Certificate = Path.Combine(folder, $"{name}.pem"), Key = Path.Combine(folder, $"{name}.key"), Authority = RootFile };
        File.WriteAllText(files.Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(files.Key, certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        return files;
    }

    /// <summary>Makes a certificate.</summary>
    /// <param name="name">Whose.</param>
    /// <param name="validFrom">In days from now.</param>
    /// <param name="validTo">In days from now.</param>
    /// <param name="at">The address that a client may find it at; null for none.</param>
    public X509Certificate2 IssueInMemory(string name, int validFrom = -1, int validTo = 10, IPAddress? at = null)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        if (at is not null)
        {
            SubjectAlternativeNameBuilder names = new();
            names.AddIpAddress(at);
            request.CertificateExtensions.Add(names.Build());
        }

        using X509Certificate2 certificate = request.Create(
            root, Now.AddDays(validFrom), Now.AddDays(validTo), BitConverter.GetBytes(Interlocked.Increment(ref serial)));
        return certificate.CopyWithPrivateKey(key);
    }

    public void Dispose()
    {
        root.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
