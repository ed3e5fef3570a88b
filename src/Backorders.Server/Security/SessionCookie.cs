using System.Security.Cryptography;
using System.Text.Json;
using Backorders.Server.Common;
using Backorders.Server.Refusals;
using Grpc.Core;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Backorders.Server.Security;

/// <summary>
/// The cookie of a login. A browser sends it by itself, also for a page of somebody else, so a call that relies on it must come from this origin and name its session in a header that no
/// foreign page can set. Source: OWASP, "Cross-Site Request Forgery Prevention", custom request headers and origin checks.
/// </summary>
internal sealed class SessionCookie(IDataProtectionProvider protection, NodeClock clock)
{
    /// <summary>The header in which a page names the session that it believes to have: two people at one browser never act for each other.</summary>
    public const string Header = "backorders-page";

    /// <summary>The value of <see cref="Header"/> at a login, when there is no session yet.</summary>
    public const string NoSession = "login";

    private const string Name = "backorders-session";

    /// <summary>A browser takes a cookie of this name only when it is Secure, of this host alone and for all paths. Source: RFC 6265bis, 4.1.3.2.</summary>
    private const string SecureName = "__Host-backorders-session";

    private const int IdBytes = 12;

    private static readonly TimeSpan SetDeviceAgainAfter = TimeSpan.FromDays(1);

    private readonly IDataProtector protector = protection.CreateProtector("Backorders.Server.Security.SessionCookie.v1");

    /// <summary>Begins a session and sets its cookie.</summary>
    public PageSession Begin(HttpContext http, string keyName, string? owner) =>
        Set(http, new PageSession(NewId(), keyName, owner, clock.Waiting.GetUtcNow() + PageSession.Length));

    /// <summary>Begins a session of whom an issuer has named, and sets its cookie. It is not renewed.</summary>
    /// <param name="http">The request.</param>
    /// <param name="identity">Who it is.</param>
    /// <param name="owner">Whose goods it is about; null for the identity's own owner.</param>
    /// <param name="length">How long it is good.</param>
    public PageSession Begin(HttpContext http, PageIdentity identity, string? owner, TimeSpan length) =>
        Set(http, new PageSession(NewId(), string.Empty, owner, clock.Waiting.GetUtcNow() + length) { Identity = identity });

    /// <summary>Begins the session of a device, which does not run out, and sets its cookie.</summary>
    public PageSession BeginDevice(HttpContext http, string keyName) =>
        Set(http, new PageSession(NewId(), keyName, null, DateTimeOffset.MaxValue) { DeviceSetAt = clock.Waiting.GetUtcNow() });

    /// <summary>Lengthens a session when half of it is over; its id stays. What an issuer said of somebody is not lengthened: it may not be so any more.</summary>
    public PageSession Renew(HttpContext http, PageSession session) => session.DeviceSetAt is { } setAt
        ? clock.Waiting.GetUtcNow() - setAt < SetDeviceAgainAfter ? session : Set(http, session with { DeviceSetAt = clock.Waiting.GetUtcNow() })
        : session.Identity is not null || session.Ends - clock.Waiting.GetUtcNow() > PageSession.Length / 2
        ? session
        : Set(http, session with { Ends = clock.Waiting.GetUtcNow() + PageSession.Length });

    /// <summary>Ends the session in this browser.</summary>
    public static void Clear(HttpContext http) => http.Response.Cookies.Delete(NameFor(http), Options(http));

    /// <summary>The session that a request's cookie names; null when there is none, or it is over, or no node of this house made it.</summary>
    public PageSession? Read(HttpContext http)
    {
        if (http.Request.Cookies[NameFor(http)] is not { Length: > 0 } text)
        {
            return null;
        }

        try
        {
            PageSession? session = JsonSerializer.Deserialize<PageSession>(protector.Unprotect(text));
            return session is not null && session.Ends > clock.Waiting.GetUtcNow() ? session : null;
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Refuses a request that another site may have made the browser send.</summary>
    /// <param name="http">The request.</param>
    /// <param name="session">What the header must say.</param>
    /// <exception cref="RpcException">It may not be carried out; the message says what would be right.</exception>
    public static void RequireOwnPage(HttpContext http, string session)
    {
        RequireOwnOrigin(http);
        string origin = http.Request.Headers.Origin.ToString();
        if (origin.Length == 0 && !HttpMethods.IsGet(http.Request.Method))
        {
            throw RefusalStatus.Create(
                StatusCode.PermissionDenied, "A call by cookie must say where it comes from in 'origin', as every browser does; a program sends 'authorization: Bearer <key>' instead.", "ORIGIN_MISSING");
        }

        string named = http.Request.Headers[Header].ToString();
        if (!string.Equals(named, session, StringComparison.Ordinal))
        {
            throw RefusalStatus.Create(
                StatusCode.Unauthenticated, $"The header '{Header}' does not name the session of the cookie: somebody else has logged in. Ask GET /web/session who it is.", "SESSION_CHANGED",
                ("header", Header));
        }
    }

    /// <summary>Refuses a request that a page of another site had the browser send.</summary>
    /// <exception cref="RpcException">It may not be carried out; the message says what would be right.</exception>
    public static void RequireOwnOrigin(HttpContext http)
    {
        string origin = http.Request.Headers.Origin.ToString();
        if (origin.Length > 0 && !IsOwn(origin, http.Request.Host))
        {
            throw RefusalStatus.Create(
                StatusCode.PermissionDenied, $"A page of {origin} may not use the session of {http.Request.Host}: open the pages at this address. A proxy must pass 'Host' on unchanged.",
                "ORIGIN_NOT_ALLOWED", ("origin", origin), ("host", http.Request.Host.Value ?? string.Empty));
        }
    }

    private static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));

    private PageSession Set(HttpContext http, PageSession session)
    {
        CookieOptions options = Options(http);
        options.MaxAge = session.OverAt is { } ends ? ends - clock.Waiting.GetUtcNow() : PageSession.DeviceLength;
        http.Response.Cookies.Append(NameFor(http), protector.Protect(JsonSerializer.Serialize(session)), options);
        return session;
    }

    /// <summary>The scheme is left out: behind a proxy that ends TLS the node itself is spoken to without it.</summary>
    private static bool IsOwn(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out Uri? from) && Uri.TryCreate($"{from.Scheme}://{host.Value}", UriKind.Absolute, out Uri? here)
        && string.Equals(from.Authority, here.Authority, StringComparison.OrdinalIgnoreCase);

    private static string NameFor(HttpContext http) => http.Request.IsHttps ? SecureName : Name;

    private static CookieOptions Options(HttpContext http) => new() { HttpOnly = true, Secure = http.Request.IsHttps, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true };
}
