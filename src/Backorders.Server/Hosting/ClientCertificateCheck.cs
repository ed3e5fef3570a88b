using System.Security.Cryptography.X509Certificates;
using Backorders.Server.Common;
using Backorders.Server.Options;
using Backorders.Server.Security;

namespace Backorders.Server.Hosting;

/// <summary>Whether a certificate that a client shows is good: of an authority of the settings, for clients, in its time, not revoked. Looked at once a connection, in its handshake.</summary>
internal sealed class ClientCertificateCheck
{
    private const string ForClients = "1.3.6.1.5.5.7.3.2"; // RFC 5280, 4.2.1.12: id-kp-clientAuth

    private readonly X509Certificate2Collection authorities = [];
    private readonly ClientCertificateOptions options;
    private readonly NodeClock clock;
    private readonly AuditLog audit;

    public ClientCertificateCheck(ClientCertificateOptions options, NodeClock clock, AuditLog audit)
    {
        (this.options, this.clock, this.audit) = (options, clock, audit);
        foreach (string path in options.Authorities)
        {
            authorities.ImportFromPemFile(path);
        }
    }

    /// <summary>Whether it is good; if not, that is on record with the reason, which TLS cannot tell the client.</summary>
    /// <param name="shown">What the client shows; null for nothing.</param>
    /// <param name="above">The chain as the handshake built it: it holds what the client sent beside.</param>
    public bool IsGood(X509Certificate2? shown, X509Chain? above)
    {
        if (shown is null)
        {
            return options.Mode != ClientCertificateMode.Require;
        }

        using X509Chain chain = new();
        X509ChainPolicy policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(authorities);
        policy.ExtraStore.AddRange(above?.ChainPolicy.ExtraStore ?? []);
        policy.ApplicationPolicy.Add(new(ForClients));
        policy.RevocationMode = options.Revocation;
        policy.RevocationFlag = X509RevocationFlag.ExcludeRoot;
        policy.DisableCertificateDownloads = options.Revocation != X509RevocationMode.Online;
        policy.VerificationTime = clock.Keys.GetUtcNow().LocalDateTime;
        if (chain.Build(shown))
        {
            return true;
        }

        audit.CertificateRefused(shown.Subject, shown.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256), string.Join(' ', chain.ChainStatus.Select(s => s.Status).Distinct()));
        return false;
    }
}
