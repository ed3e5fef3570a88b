using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Backorders.Server.Security.Tokens;

/// <summary>
/// An issuer's public keys, as they were last read. They are read again when they are old, and when a token names a key that is not among them: an issuer may roll its keys at any time.
/// Thread-safe.
/// </summary>
/// <remarks>
/// The library reads settings and keys; when to do so is decided here. Its own <c>ConfigurationManager</c> refuses the calls that meet a new key while it reads in the background, goes by the
/// system's clock, and cannot tell a caller that an issuer is away from a token that is wrong.
/// </remarks>
/// <param name="name">The issuer's name in the settings.</param>
/// <param name="read">Reads its settings with its keys.</param>
/// <param name="time">What keys grow old by.</param>
/// <param name="logger">Where it is told that they cannot be had.</param>
internal sealed partial class IssuerKeys(string name, Func<Task<OpenIdConnectConfiguration>> read, TimeProvider time, ILogger<IssuerKeys> logger)
{
    /// <summary>A key that an issuer has withdrawn is good here for as long at most while the issuer can be reached.</summary>
    public static readonly TimeSpan ReadEvery = TimeSpan.FromHours(1);

    /// <summary>How long keys are good while the issuer cannot be reached.</summary>
    public static readonly TimeSpan KeptAtMost = TimeSpan.FromHours(24);

    /// <summary>How soon an issuer is asked again: tokens with made-up key ids must not make the node flood it.</summary>
    public static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(10);

    /// <summary>How soon one is asked again that did not answer.</summary>
    public static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private volatile Known? known;
    private volatile string? failure;
    private Task reading = Task.CompletedTask;
    private DateTimeOffset askAgain = DateTimeOffset.MinValue;

    /// <summary>The keys by which a token may be signed.</summary>
    /// <param name="keyId">The key that it names; empty for none.</param>
    /// <exception cref="IssuerUnavailableException">They cannot be had now.</exception>
    public async ValueTask<IReadOnlyCollection<SecurityKey>> ForAsync(string keyId) => (await KnownAsync(keyId).ConfigureAwait(false)).Keys;

    /// <summary>The issuer's settings, as fresh as its keys are: where people log in, and what it supports.</summary>
    /// <exception cref="IssuerUnavailableException">They cannot be had now.</exception>
    public async ValueTask<OpenIdConnectConfiguration> SettingsAsync() => (await KnownAsync(string.Empty).ConfigureAwait(false)).Settings;

    private async ValueTask<Known> KnownAsync(string keyId)
    {
        if (known is { } kept && Age(kept) < KeptAtMost && kept.Has(keyId))
        {
            if (Age(kept) >= ReadEvery)
            {
                _ = ReadAsync(); // whoever comes meanwhile is served by what is known
            }

            return kept;
        }

        await ReadAsync().ConfigureAwait(false);
        Known? now = known;
        return now is null || Age(now) >= KeptAtMost || (failure is not null && !now.Has(keyId))
            ? throw new IssuerUnavailableException(failure ?? $"The keys of issuer {name} are too old.")
            : now;
    }

    private TimeSpan Age(Known of) => time.GetUtcNow() - of.At;

    /// <summary>Reads the keys, unless they were read a moment ago; whoever comes meanwhile waits for the same reading.</summary>
    private Task ReadAsync()
    {
        lock (gate)
        {
            if (!reading.IsCompleted || time.GetUtcNow() < askAgain)
            {
                return reading;
            }

            return reading = Task.Run(ReadOnceAsync);
        }
    }

    private async Task ReadOnceAsync()
    {
        TimeSpan pause = AskAgainAfter;
        try
        {
            OpenIdConnectConfiguration settings = await read().ConfigureAwait(false);
            known = new Known(settings, [.. settings.SigningKeys], time.GetUtcNow());
            failure = null;
            LogRead(name, settings.SigningKeys.Count);
        }
        catch (Exception e)
        {
            // Whatever it was: sockets, TLS, a page that is no JSON, settings of somebody else. Tokens of other issuers and keys are good meanwhile.
            failure = e.Message;
            pause = TryAgainAfter;
            LogNotRead(name, e.InnerException?.Message ?? e.Message);
        }

        lock (gate)
        {
            askAgain = time.GetUtcNow() + pause;
        }
    }

    /// <summary>What one reading brought.</summary>
    private sealed record Known(OpenIdConnectConfiguration Settings, IReadOnlyCollection<SecurityKey> Keys, DateTimeOffset At)
    {
        public bool Has(string keyId) => keyId.Length == 0 || Keys.Any(k => k.KeyId == keyId);
    }
}
