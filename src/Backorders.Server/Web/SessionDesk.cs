using System.Text.Json;
using Backorders.Domain.Ids;
using Backorders.Server.Common;
using Backorders.Server.Edge;
using Backorders.Server.Options;
using Backorders.Server.Refusals;
using Backorders.Server.Security;
using Backorders.Server.Web.Files;
using Backorders.Server.Web.Logins;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Backorders.Server.Web;

/// <summary>Logs people in and out at the pages, by key or through an issuer, and says who is logged in.</summary>
internal sealed class SessionDesk(SessionCookie cookie, CallGuard guard, AuditLog audit, IssuerLogins issuers, ToldRefusal told, NodeOptions options, NodeClock clock)
{
    private const int BodyBytesMax = 4096;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Who is logged in. Nobody is an answer, not a failure: a page asks before anybody has logged in.</summary>
    public Task WhoAsync(HttpContext http)
    {
        PageSession? session = cookie.Read(http);
        Caller? caller = session is null ? null : guard.Of(session);
        return WriteAsync(http, caller is null ? null : cookie.Renew(http, session!), caller);
    }

    /// <summary>Logs somebody in by key.</summary>
    public async Task LogInAsync(HttpContext http)
    {
        SessionCookie.RequireOwnPage(http, SessionCookie.NoSession);
        Credentials given = await ReadAsync(http).ConfigureAwait(false);
        string? owner = OwnerOf(given);
        Caller caller = guard.Authenticate(http, given.Key?.Trim() ?? string.Empty, owner);
        PageSession session = cookie.Begin(http, ((KeyLife)caller.Life!).Name, owner);
        audit.LoggedIn(caller, PathOf(http), "key", session.Ends);
        await WriteAsync(http, session, caller).ConfigureAwait(false);
    }

    /// <summary>Ends the session in this browser. What the issuer keeps goes on, and the answer says so: whose it is, and where it can be ended.</summary>
    public async Task LogOutAsync(HttpContext http)
    {
        PageSession? session = cookie.Read(http);
        SessionCookie.RequireOwnPage(http, session?.Id ?? SessionCookie.NoSession);
        SessionCookie.Clear(http);
        IssuerLogin? issuer = session?.Identity is { } identity ? issuers.Find(identity.Issuer) : null;
        string? address = issuer is null ? null : await issuer.EndOfSessionAsync(http.Request.Headers.Origin.ToString()).ConfigureAwait(false);
        await http.Response.WriteAsJsonAsync(new { issuer = issuer?.Title, address }, Json, http.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Says where a login through an issuer begins. The page goes there itself, so that it can say so when the issuer does not answer.</summary>
    public async Task GoToIssuerAsync(HttpContext http)
    {
        SessionCookie.RequireOwnPage(http, SessionCookie.NoSession);
        guard.RequirePatience(http);
        IssuerLogin issuer = Named(http);
        Credentials given = await ReadAsync(http).ConfigureAwait(false);
        string page = given.Page ?? "/";
        if (!PageFiles.Screens.ContainsKey(page))
        {
            throw RefusalStatus.Create(
                StatusCode.InvalidArgument, $"'page' says where the login leads to, and must be one of {string.Join(", ", PageFiles.Screens.Keys)}.", "INVALID_VALUE", ("field", "page"));
        }

        string address = await issuer.BeginAsync(http, http.Request.Headers.Origin.ToString(), page, OwnerOf(given)).ConfigureAwait(false);
        await http.Response.WriteAsJsonAsync(new { address }, Json, http.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>
    /// Takes the browser back from an issuer. The answer is a page that goes on to the one where the login began: that step comes from this site, so that the session's cookie, which is sent on
    /// no step from another one, goes along.
    /// </summary>
    public async Task ComeBackAsync(HttpContext http)
    {
        guard.RequirePatience(http);
        IssuerLogin issuer = Named(http);
        IssuerAnswer answer = await issuer.FinishAsync(http).ConfigureAwait(false);
        try
        {
            PageIdentity identity = answer.Identity ?? throw answer.Refused!;
            Caller caller = guard.Admit(http, identity.ToCaller(), answer.Owner);
            PageSession session = cookie.Begin(http, identity, answer.Owner, answer.Length);
            audit.LoggedIn(caller, PathOf(http), $"issuer {issuer.Name}", session.Ends);
        }
        catch (RpcException e)
        {
            guard.LoginRefused(http, e, $"issuer {issuer.Name}");
            told.Leave(http, e);
            http.Response.StatusCode = ConnectCodes.Of(e.StatusCode).HttpStatus;
        }

        http.Response.ContentType = "text/html; charset=utf-8";
        await http.Response.WriteAsync($$"""
            <!doctype html>
            <html lang="en"><meta charset="utf-8"><title>Backorders</title><meta http-equiv="refresh" content="0;url={{answer.Page}}"><a href="{{answer.Page}}">Backorders</a></html>

            """, http.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>The device whose login is over, and by whom, for the page that still has its cookie; null when there is none.</summary>
    private object? EndedDevice(PageSession? session, Caller? caller) => session?.DeviceSetAt is null || caller is not null
        ? null
        : guard.DeviceOf(session) is { } device
            ? new { device = device.Caller.Id, by = device.RevokedBy ?? string.Empty, at = device.RevokedAt?.ToUnixTimeMilliseconds() }
            : new { device = string.Empty, by = string.Empty, at = (long?)null };

    private IssuerLogin Named(HttpContext http)
    {
        string name = http.GetRouteValue("issuer") as string ?? string.Empty;
        string there = issuers.All.Count == 0 ? "logins are by key" : $"there are {string.Join(", ", issuers.All.Select(i => i.Name))}";
        return issuers.Find(name) ?? throw RefusalStatus.Create(
            StatusCode.NotFound, $"Nobody logs in through '{name}' here; {there}.", "ISSUER_UNKNOWN");
    }

    private static string PathOf(HttpContext http) => http.Request.Path.Value ?? string.Empty;

    private static string? OwnerOf(Credentials given) => string.IsNullOrWhiteSpace(given.Owner) ? null : given.Owner.Trim();

    private static async Task<Credentials> ReadAsync(HttpContext http)
    {
        byte[] body = new byte[BodyBytesMax];
        int read = await http.Request.Body.ReadAtLeastAsync(body, BodyBytesMax, throwOnEndOfStream: false, http.RequestAborted).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize<Credentials>(body.AsSpan(0, read), Json) ?? new Credentials(null, null, null);
        }
        catch (JsonException)
        {
            throw RefusalStatus.Create(StatusCode.InvalidArgument, $"A login is JSON with 'key' and, for a key that serves all owners, 'owner'; {BodyBytesMax - 1} bytes at most.", "INVALID_VALUE");
        }
    }

    /// <summary>Who it is, how one can log in, and the node's time.</summary>
    public Task WriteAsync(HttpContext http, PageSession? session, Caller? caller) => http.Response.WriteAsJsonAsync(
        new
        {
            id = session?.Id,
            person = caller?.Id,
            called = session?.Identity?.Called,
            owner = caller?.Owner?.Value,
            chosenOwner = session?.Owner,
            roles = caller is null ? [] : KeyFile.Each(caller.Roles).Select(r => r.ToString()).ToArray(),
            warehouses = caller is null ? [] : options.Warehouses.Select(w => w.Id).Where(id => caller.RefuseWarehouse(new WarehouseId(id)) is null).ToArray(),
            station = session is null ? null : guard.DeviceOf(session)?.Device?.Station,
            isDevice = session?.DeviceSetAt is not null,
            ends = session?.OverAt?.ToUnixTimeMilliseconds(),
            now = clock.Waiting.GetUtcNow().ToUnixTimeMilliseconds(),
            issuers = issuers.All.Select(i => new { name = i.Name, title = i.Title }).ToArray(),
            refused = told.Take(http),
            ended = EndedDevice(cookie.Read(http), caller),
        },
        Json, http.RequestAborted);

    private sealed record Credentials(string? Key, string? Owner, string? Page);
}
