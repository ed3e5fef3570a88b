using Backorders.Server.Edge;
using Backorders.Server.Web.Logins;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Backorders.Server.Web;

/// <summary>
/// Where people log in at the pages. <c>POST /web/session</c> takes <c>{"key": "…", "owner": "…"}</c> and sets the cookie, <c>GET</c> says who is logged in, <c>DELETE</c> ends it. The key itself is
/// kept nowhere: not in the browser, not in the cookie. <c>POST /web/session/oidc/NAME</c> says where an issuer's login begins, <c>GET /session/oidc/NAME</c> is where the issuer sends the browser back.
/// <c>POST /web/session/device</c> tells a wall or a fixed station the code by which an operator lets it in, and lets it in.
/// </summary>
internal static class SessionEndpoints
{
    private const string Address = "/web/session";

    /// <summary>Maps them.</summary>
    public static void MapSession(this WebApplication app)
    {
        SessionDesk desk = app.Services.GetRequiredService<SessionDesk>();
        app.MapGet(Address, http => GuardedAsync(http, () => desk.WhoAsync(http)));
        app.MapPost(Address, http => GuardedAsync(http, () => desk.LogInAsync(http)));
        app.MapDelete(Address, http => GuardedAsync(http, () => desk.LogOutAsync(http)));
        DeviceDesk devices = app.Services.GetRequiredService<DeviceDesk>();
        app.MapPost(Address + "/device", http => GuardedAsync(http, () => devices.LetInAsync(http)));
        app.MapPost(Address + "/oidc/{issuer}", http => GuardedAsync(http, () => desk.GoToIssuerAsync(http)));
        app.MapGet(IssuerLogin.PathPrefix + "{issuer}", http => GuardedAsync(http, () => desk.ComeBackAsync(http)));
    }

    /// <summary>Answers with the headers of pages, and tells a refusal as that of a call.</summary>
    public static async Task GuardedAsync(HttpContext http, Func<Task> answer)
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
}
