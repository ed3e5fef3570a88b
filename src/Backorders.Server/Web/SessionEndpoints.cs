using System.Text.Json;
using Backorders.Server.Common;
using Backorders.Server.Edge;
using Backorders.Server.Options;
using Backorders.Server.Refusals;
using Backorders.Server.Security;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Backorders.Server.Web;

/// <summary>
/// The login of the pages. <c>POST /web/session</c> takes <c>{"key": "…", "owner": "…"}</c> and sets the cookie, <c>GET</c> says who is logged in, <c>DELETE</c> ends it. The key itself is
/// kept nowhere: not in the browser, not in the cookie.
/// </summary>
internal static class SessionEndpoints
{
    private const string Address = "/web/session";
    private const int BodyBytesMax = 4096;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Maps them.</summary>
    public static void MapSession(this WebApplication app)
    {
        SessionCookie cookie = app.Services.GetRequiredService<SessionCookie>();
        CallGuard guard = app.Services.GetRequiredService<CallGuard>();
        app.MapGet(Address, http => GuardedAsync(http, () => WhoAsync(http, cookie, guard)));
        app.MapPost(Address, http => GuardedAsync(http, () => LogInAsync(http, cookie, guard)));
        app.MapDelete(Address, http => GuardedAsync(http, () =>
        {
            SessionCookie.RequireOwnPage(http, cookie.Read(http)?.Id ?? SessionCookie.NoSession);
            SessionCookie.Clear(http);
            return WriteAsync(http, null, null);
        }));
    }

    private static Task WhoAsync(HttpContext http, SessionCookie cookie, CallGuard guard)
    {
        PageSession? session = cookie.Read(http);
        Caller? caller = session is null ? null : guard.Of(session);
        return WriteAsync(http, caller is null ? null : cookie.Renew(http, session!), caller);
    }

    private static async Task LogInAsync(HttpContext http, SessionCookie cookie, CallGuard guard)
    {
        SessionCookie.RequireOwnPage(http, SessionCookie.NoSession);
        Credentials given = await ReadAsync(http).ConfigureAwait(false);
        string key = given.Key?.Trim() ?? string.Empty;
        string? owner = string.IsNullOrWhiteSpace(given.Owner) ? null : given.Owner.Trim();
        Caller caller = guard.Authenticate(http, key, owner);
        await WriteAsync(http, cookie.Begin(http, ((KeyLife)caller.Life!).Name, owner), caller).ConfigureAwait(false);
    }

    private static async Task<Credentials> ReadAsync(HttpContext http)
    {
        byte[] body = new byte[BodyBytesMax];
        int read = await http.Request.Body.ReadAtLeastAsync(body, BodyBytesMax, throwOnEndOfStream: false, http.RequestAborted).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize<Credentials>(body.AsSpan(0, read), Json) ?? new Credentials(null, null);
        }
        catch (JsonException)
        {
            throw RefusalStatus.Create(StatusCode.InvalidArgument, $"A login is JSON with 'key' and, for a key that serves all owners, 'owner'; {BodyBytesMax - 1} bytes at most.", "INVALID_VALUE");
        }
    }

    /// <summary>Who it is, and the node's time. Nobody is an answer, not a failure: a page asks before anybody has logged in.</summary>
    private static Task WriteAsync(HttpContext http, PageSession? session, Caller? caller)
    {
        NodeClock clock = http.RequestServices.GetRequiredService<NodeClock>();
        NodeOptions options = http.RequestServices.GetRequiredService<NodeOptions>();
        object body = new
        {
            id = session?.Id,
            person = caller?.Id,
            owner = caller?.Owner?.Value,
            chosenOwner = session?.Owner,
            roles = caller is null ? [] : KeyFile.Each(caller.Roles).Select(r => r.ToString()).ToArray(),
            warehouses = caller is null ? [] : options.Warehouses.Select(w => w.Id).Where(id => caller.RefuseWarehouse(new Domain.Ids.WarehouseId(id)) is null).ToArray(),
            ends = session?.Ends.ToUnixTimeMilliseconds(),
            now = clock.Waiting.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        return http.Response.WriteAsJsonAsync(body, Json, http.RequestAborted);
    }

    private static async Task GuardedAsync(HttpContext http, Func<Task> answer)
    {
        http.Response.Headers.CacheControl = "no-store";
        PageHeaders.Put(http);
        try
        {
            await answer().ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            await JsonError.WriteAsync(http, e.Status, e.Trailers).ConfigureAwait(false);
        }
    }

    private sealed record Credentials(string? Key, string? Owner);
}
