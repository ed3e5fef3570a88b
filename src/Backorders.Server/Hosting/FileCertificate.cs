using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Backorders.Server.Common;
using ListenOptions = Backorders.Server.Options.ListenOptions;

namespace Backorders.Server.Hosting;

/// <summary>A certificate with those above it, as its files last were.</summary>
internal sealed class FileCertificate : ITlsCertificate
{
    private readonly ListenOptions listen;
    private byte[] seen;

    private FileCertificate(ListenOptions listen)
    {
        this.listen = listen;
        (seen, Context) = Read();
    }

    /// <inheritdoc/>
    public SslStreamCertificateContext Context { get; private set; }

    /// <summary>Reads it at the start; null when none is set.</summary>
    /// <exception cref="NodeStartException">It cannot be used.</exception>
    public static FileCertificate? Of(ListenOptions listen)
    {
        try
        {
            return listen.Certificate.Length > 0 ? new FileCertificate(listen) : null;
        }
        catch (Exception e) when (IsOfFile(e))
        {
            throw new NodeStartException($"The certificate '{listen.Certificate}' cannot be read: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public string? Look()
    {
        byte[] now = [];
        try
        {
            now = Bytes();
            if (now.AsSpan().SequenceEqual(seen))
            {
                return null;
            }

            (seen, Context) = Read();
            return string.Empty;
        }
        catch (Exception e) when (IsOfFile(e))
        {
            bool isTold = now.AsSpan().SequenceEqual(seen);
            seen = now;
            return isTold ? null : e.Message;
        }
    }

    private static bool IsOfFile(Exception e) => e is CryptographicException or IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException;

    private (byte[] Bytes, SslStreamCertificateContext Context) Read()
    {
        byte[] bytes = Bytes();
        X509Certificate2Collection above = [];
        X509Certificate2 own;
        if (listen.CertificateKey.Length > 0)
        {
            own = listen.CertificatePassword.Length > 0
                ? X509Certificate2.CreateFromEncryptedPemFile(listen.Certificate, listen.CertificatePassword, listen.CertificateKey)
                : X509Certificate2.CreateFromPemFile(listen.Certificate, listen.CertificateKey);
            above.ImportFromPemFile(listen.Certificate);
        }
        else
        {
            above = X509CertificateLoader.LoadPkcs12CollectionFromFile(listen.Certificate, listen.CertificatePassword);
            own = above.FirstOrDefault(c => c.HasPrivateKey) ?? throw new InvalidDataException("it holds no private key; name its PEM file in Listen:CertificateKey, or make a PFX file of both");
        }

        above = [.. above.Where(c => c.Thumbprint != own.Thumbprint)];
        return (bytes, SslStreamCertificateContext.Create(own, above, offline: true));
    }

    /// <summary>All that the files hold: a change is seen by content, for times of files lie when they are mounted or copied.</summary>
    private byte[] Bytes() => [.. File.ReadAllBytes(listen.Certificate), .. listen.CertificateKey.Length > 0 ? File.ReadAllBytes(listen.CertificateKey) : []];
}
