namespace Backorders.Server.Security;

/// <summary>
/// A person's login at the pages, as it stands in the cookie. It names the key by its stored hash: a key that is taken away, revoked or over ends its sessions too. A login through an issuer
/// has no key, and says itself who it is.
/// </summary>
/// <param name="Id">Names the session in the header that every call of a page carries; no secret.</param>
/// <param name="KeyName">The <see cref="KeyLife.Name"/> of the key; empty for a login through an issuer.</param>
/// <param name="Owner">Whose goods it is about; null for the key's own owner.</param>
/// <param name="Ends">When it is over.</param>
internal sealed record PageSession(string Id, string KeyName, string? Owner, DateTimeOffset Ends)
{
    /// <summary>A shift, and somebody who stays longer. A session in use is renewed, so nobody is asked in the middle of a truck.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromHours(12);

    /// <summary>How long a browser keeps the cookie of a device that nobody uses: no browser keeps one for longer (RFC 6265bis, 5.5). It is set again each day that it is used.</summary>
    public static readonly TimeSpan DeviceLength = TimeSpan.FromDays(400);

    /// <summary>When the cookie of a device was last set; null for a person's.</summary>
    public DateTimeOffset? DeviceSetAt { get; init; }

    /// <summary>When it is over by itself; null for a device, whose login ends when it is revoked.</summary>
    public DateTimeOffset? OverAt => DeviceSetAt is null ? Ends : null;

    /// <summary>Who it is, for a login through an issuer; null for one by key.</summary>
    public PageIdentity? Identity { get; init; }
}
