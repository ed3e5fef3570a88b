using Backorders.Server.Common;
using Backorders.Server.Security.Authority;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Backorders.Server.Hosting;

/// <summary>
/// Follows the TLS port's certificate: one that is renewed in its files, or must be renewed by the local authority, is shown without a restart, and one that is broken changes nothing.
/// </summary>
/// <param name="clock">By which it looks.</param>
/// <param name="logger">Where it is told.</param>
/// <param name="certificate">The certificate; null without TLS.</param>
/// <param name="authority">Who signs it; null for an authority of elsewhere.</param>
internal sealed partial class TlsKeeper(NodeClock clock, ILogger<TlsKeeper> logger, ITlsCertificate? certificate = null, LocalAuthority? authority = null) : IHostedService
{
    /// <summary>How old what is known of the files may be.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    /// <summary>How often somebody is told that the local authority ends.</summary>
    public static readonly TimeSpan WarnEvery = TimeSpan.FromDays(1);

    private readonly Lock gate = new();
    private DateTimeOffset warned = DateTimeOffset.MinValue;
    private ITimer? timer;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (authority is { WasMade: true })
        {
            LogAuthorityMade(authority.Path, authority.Name, authority.Ends, authority.Fingerprint);
        }

        WarnOfEnd();
        timer = certificate is null ? null : clock.Keys.CreateTimer(_ => Look(certificate), null, LookEvery, LookEvery);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (timer is not null)
        {
            await timer.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void Look(ITlsCertificate current)
    {
        lock (gate)
        {
            WarnOfEnd();
            switch (current.Look())
            {
                case null:
                    break;
                case { Length: 0 }:
                    LogRenewed(current.Context.TargetCertificate.Subject, current.Context.TargetCertificate.NotAfter.ToUniversalTime());
                    break;
                case { } why:
                    LogNotUsed(why);
                    break;
            }
        }
    }

    private void WarnOfEnd()
    {
        DateTimeOffset now = clock.Keys.GetUtcNow();
        if (authority is not null && now >= authority.Ends - LocalAuthority.WarnBefore && now - warned >= WarnEvery)
        {
            warned = now;
            LogAuthorityEnds(authority.Path, authority.Ends);
        }
    }
}
