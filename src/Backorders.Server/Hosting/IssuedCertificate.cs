using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Backorders.Server.Security.Authority;

namespace Backorders.Server.Hosting;

/// <summary>
/// The certificate that the local authority signs for this node: in memory alone, made at each start, and anew before it runs out, when the machine has got another address, and when its clock was set back.
/// </summary>
internal sealed class IssuedCertificate : ITlsCertificate
{
    /// <summary>How long before its end it is renewed: a third of its life, so that a machine that sleeps over weeks still wakes with a good one.</summary>
    public static readonly TimeSpan RenewBefore = LocalAuthority.LeafLife / 3;

    private readonly LocalAuthority authority;
    private readonly Func<NodeNames> now;
    private readonly TimeProvider clock;
    private string told = string.Empty;

    /// <param name="authority">Who signs it.</param>
    /// <param name="now">What the node is called at the moment.</param>
    /// <param name="clock">By which it is renewed.</param>
    public IssuedCertificate(LocalAuthority authority, Func<NodeNames> now, TimeProvider clock)
    {
        (this.authority, this.now, this.clock) = (authority, now, clock);
        (Names, Context) = Issue(now());
    }

    /// <inheritdoc/>
    public SslStreamCertificateContext Context { get; private set; }

    /// <summary>What it is for.</summary>
    public NodeNames Names { get; private set; }

    /// <inheritdoc/>
    public string? Look()
    {
        NodeNames current = now();
        if (!IsDue() && Names.Cover(current))
        {
            return null;
        }

        try
        {
            (Names, Context) = Issue(current);
            told = string.Empty;
            return string.Empty;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            string why = $"The local authority in {authority.Path}, good until {authority.Ends:u}, cannot sign another: {e.Message}";
            (bool isTold, told) = (told == why, why);
            return isTold ? null : why;
        }
    }

    /// <summary>Whether it is for this host or address.</summary>
    public bool IsFor(string host) => Context.TargetCertificate.MatchesHostname(host);

    private bool IsDue()
    {
        X509Certificate2 shown = Context.TargetCertificate;
        DateTimeOffset time = clock.GetUtcNow();
        DateTimeOffset ends = shown.NotAfter.ToUniversalTime();

        // The last one that an ending authority signs cannot be renewed earlier: the next would end with it.
        return time >= (ends < authority.Ends ? ends - RenewBefore : ends) || time < shown.NotBefore.ToUniversalTime();
    }

    private (NodeNames Names, SslStreamCertificateContext Context) Issue(NodeNames names) =>
        (names, SslStreamCertificateContext.Create(authority.Issue(names, clock.GetUtcNow()), additionalCertificates: null, offline: true));
}
