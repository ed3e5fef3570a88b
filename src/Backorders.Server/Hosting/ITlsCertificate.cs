using System.Net.Security;

namespace Backorders.Server.Hosting;

/// <summary>The certificate that the TLS port shows, wherever it comes from. New connections get the one that is current when they begin.</summary>
internal interface ITlsCertificate
{
    /// <summary>What a handshake shows.</summary>
    SslStreamCertificateContext Context { get; }

    /// <summary>Takes another certificate, if there is one or must be one. Only one may look at a time.</summary>
    /// <returns>Why the other cannot be used, once for each change; then what was shown before stays. An empty text when another certificate is shown now; null when nothing has changed.</returns>
    string? Look();
}
