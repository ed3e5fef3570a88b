namespace Backorders.Server.Security;

/// <summary>A person's login at the pages, as it stands in the cookie. It names the key by its stored hash: a key that is taken away, revoked or over ends its sessions too.</summary>
/// <param name="Id">Names the session in the header that every call of a page carries; no secret.</param>
/// <param name="KeyName">The <see cref="KeyLife.Name"/> of the key.</param>
/// <param name="Owner">Whose goods it is about; null for the key's own owner.</param>
/// <param name="Ends">When it is over.</param>
internal sealed record PageSession(string Id, string KeyName, string? Owner, DateTimeOffset Ends)
{
    /// <summary>A shift, and somebody who stays longer. A session in use is renewed, so nobody is asked in the middle of a truck.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromHours(12);
}
