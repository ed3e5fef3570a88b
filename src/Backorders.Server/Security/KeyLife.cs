using System.Globalization;
using System.Security.Cryptography;
using Backorders.Server.Refusals;
using Grpc.Core;

namespace Backorders.Server.Security;

/// <summary>
/// One key's text that this node knows, and how long it is good. Streams that were opened with it end when it is over. Thread-safe.
/// </summary>
internal sealed class KeyLife : CallerLife
{
    private readonly CancellationTokenSource over = new(); // not disposed of: a stream that ends may still listen to it
    private readonly byte[] hash;
    private readonly byte[] salt;
    private StoredKey key;
    private DateTimeOffset ends;
    private string? why;

    public KeyLife(StoredKey key, Caller caller, string sha256, string? salt, DateTimeOffset? until)
    {
        (this.key, hash, this.salt) = (key, Convert.FromHexString(sha256), Convert.FromHexString(salt ?? string.Empty));
        Caller = caller with { Life = this };
        Until(key, until);
    }

    /// <summary>What names this text where it must not stand itself: its hash as stored.</summary>
    public string Name => Convert.ToHexStringLower(hash);

    /// <summary>Who calls with it.</summary>
    public Caller Caller { get; }

    /// <inheritdoc/>
    public override CancellationToken Over => over.Token;

    /// <summary>The certificate that it stands for, or that it is bound to; null for none.</summary>
    public StoredCertificate? Certificate => key.Certificate;

    /// <summary>The device that it lets in; null for a key or a certificate.</summary>
    public StoredDevice? Device => key.Device;

    /// <summary>When it was revoked; null when it was not.</summary>
    public DateTimeOffset? RevokedAt => key.RevokedAt;

    /// <summary>Who revoked it; null when that is not known.</summary>
    public string? RevokedBy => key.RevokedBy;

    /// <summary>Whether a code's hash is that of the device, told in a time that says nothing of how much of it is right.</summary>
    public bool IsOfCode(string codeHash) => Device is not null && CryptographicOperations.FixedTimeEquals(Convert.FromHexString(codeHash), hash);

    /// <summary>Whether this is the text, told in a time that says nothing of how much of it is right.</summary>
    public bool Is(string text) => CryptographicOperations.FixedTimeEquals(KeyFile.Hash(text, salt), hash);

    /// <summary>Whether another reading of the file means the same text with the same rights.</summary>
    public bool IsSame(KeyLife other) => hash.AsSpan().SequenceEqual(other.hash) && key.Id == other.key.Id
        && key.Certificate == other.key.Certificate && key.Device == other.key.Device && key.MayTheSame(other.key);

    /// <summary>Takes over how long it is good from a later reading of the file.</summary>
    public void Follow(KeyLife later) => (ends, why, key) = (later.ends, later.why ?? why, later.key);

    /// <inheritdoc/>
    public override string? WhyOver(DateTimeOffset now) => why ?? (now < ends ? null : RanOut(ends));

    /// <inheritdoc/>
    public override RpcException Ended(string callerId, string why) => Device is null ? RefusalStatus.Create(
        StatusCode.Unauthenticated, $"Key '{callerId}' {why}. The building's operator gives you another.", "KEY_ENDED", ("key_id", callerId), ("why", why))
        : RefusalStatus.Create(
            StatusCode.Unauthenticated, $"The login of device '{callerId}' {why}. Set the device up again: it shows a code, with which the building's operator lets it in.", "DEVICE_ENDED",
            ("key_id", callerId), ("why", why));

    /// <summary>Ends it for a reason of its own.</summary>
    public void Stop(string because)
    {
        why ??= because;
        _ = over.CancelAsync();
    }

    /// <summary>Ends its streams if it is not good any more.</summary>
    public void StopIfOver(DateTimeOffset now)
    {
        if (WhyOver(now) is not null && !over.IsCancellationRequested)
        {
            _ = over.CancelAsync();
        }
    }

    private void Until(StoredKey from, DateTimeOffset? until)
    {
        ends = until < (from.ExpiresAt ?? DateTimeOffset.MaxValue) ? until.Value : from.ExpiresAt ?? DateTimeOffset.MaxValue;
        string by = from.RevokedBy is { Length: > 0 } named ? $" by {named}" : string.Empty;
        why = from.RevokedAt is { } at ? string.Create(CultureInfo.InvariantCulture, $"was revoked at {at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}{by}") : null;
    }
}
