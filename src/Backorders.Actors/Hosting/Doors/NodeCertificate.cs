using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Event;

namespace Backorders.Actors.Hosting.Doors;

/// <summary>
/// This node's certificate and the authority under which it and every other node stands. A peer is a node when its certificate leads to that
/// authority; the machine's own
/// list of authorities counts for nothing, and neither does the name in the certificate: nodes move between addresses.
/// </summary>
public sealed class NodeCertificate
{
    private readonly X509Certificate2Collection authority;

    private NodeCertificate(X509Certificate2 own, X509Certificate2Collection authority) => (Own, this.authority) = (own, authority);

    /// <summary>The node's certificate with its key.</summary>
    public X509Certificate2 Own { get; }

    /// <summary>Reads and checks the files.</summary>
    /// <param name="files">Where they are.</param>
    /// <param name="time">The node's clock: a certificate that is not valid now is refused at the start rather than by the first peer.</param>
    /// <exception cref="ClusterStartException">A file cannot be used; the message names the setting.</exception>
    public static NodeCertificate Load(TlsFiles files, TimeProvider time)
    {
        X509Certificate2Collection authority = [];
        Read("Cluster:Tls:Authority", files.Authority, () => authority.ImportFromPemFile(files.Authority));
        if (authority.Count == 0)
        {
            throw new ClusterStartException($"Cluster:Tls:Authority: '{files.Authority}' holds no certificate in PEM form.");
        }

        X509Certificate2? own = null;
        Read(
            "Cluster:Tls:Certificate or Cluster:Tls:Key", files.Certificate,
            () => own = X509Certificate2.CreateFromPemFile(files.Certificate, files.Key));
        NodeCertificate read = new(own!, authority);
        DateTime now = time.GetUtcNow().UtcDateTime;
        if (now < own!.NotBefore.ToUniversalTime() || now > own.NotAfter.ToUniversalTime())
        {
            throw new ClusterStartException(
                $"Cluster:Tls:Certificate: '{files.Certificate}' is valid from {own.NotBefore.ToUniversalTime():u} to "
                + $"{own.NotAfter.ToUniversalTime():u}, and it is {now:u}.");
        }

        X509Certificate2Collection chain = [];
        chain.ImportFromPemFile(files.Certificate);
        return read.IsOfAuthority(own, chain)
            ? read
            : throw new ClusterStartException(
                $"Cluster:Tls:Certificate: '{files.Certificate}' is not signed by the authority in '{files.Authority}' (Cluster:Tls:Authority).");
    }

    /// <summary>
    /// When this node's certificate ends. No other node connects to it from then on, so it must be renewed, and the node started again, before.
    /// </summary>
    public DateTimeOffset ValidUntil => Own.NotAfter.ToUniversalTime();

    /// <summary>Whether a peer is a node: asked by the transport in both directions. Says why not in the log.</summary>
    public bool Accepts(X509Certificate2? certificate, X509Chain? chain, string peer, SslPolicyErrors errors, ILoggingAdapter log)
    {
        if (certificate is not null && IsOfAuthority(certificate, chain?.ChainPolicy.ExtraStore ?? []))
        {
            return true;
        }

        log.Warning(
            "A connection of {0} was refused: its certificate ({1}) is not of the authority in Cluster:Tls:Authority, or not valid now",
            peer, certificate?.Subject ?? "none");
        return false;
    }

    private bool IsOfAuthority(X509Certificate2 certificate, X509Certificate2Collection between)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authority);
        chain.ChainPolicy.ExtraStore.AddRange(between);

        // An authority for a handful of nodes publishes no list of revoked ones: a new authority takes the place of a list.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(certificate);
    }

    private static void Read(string setting, string path, Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ClusterStartException($"{setting}: '{path}' cannot be read: {e.Message}", e);
        }
    }
}
