using System.Security.Cryptography.X509Certificates;
using Backorders.Server.Refusals;
using Grpc.Core;

namespace Backorders.Server.Security;

/// <summary>How long somebody is good who came with a certificate: as long as it is, and as long as its entry in the key file is.</summary>
internal sealed class CertificateLife : TimedLife
{
    private readonly KeyLife entry;
    private readonly Lazy<CancellationToken> over;

    public CertificateLife(X509Certificate2 certificate, KeyLife entry, TimeProvider time)
        : base(new DateTimeOffset(certificate.NotAfter), time)
    {
        this.entry = entry;
        over = new(() => CancellationTokenSource.CreateLinkedTokenSource(base.Over, entry.Over).Token); // not disposed of: a stream that ends may still listen to it
    }

    /// <inheritdoc/>
    public override CancellationToken Over => over.Value;

    /// <inheritdoc/>
    public override string? WhyOver(DateTimeOffset now) => entry.WhyOver(now) ?? base.WhyOver(now);

    /// <inheritdoc/>
    public override RpcException Ended(string callerId, string why) => RefusalStatus.Create(
        StatusCode.Unauthenticated, $"The certificate of '{callerId}', or its entry in the key file, {why}. The building's operator gives you another.", "CERTIFICATE_ENDED",
        ("key_id", callerId), ("why", why));
}
