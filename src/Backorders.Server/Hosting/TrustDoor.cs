using Backorders.Server.Edge;
using Backorders.Server.Web.Files;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Backorders.Server.Hosting;

/// <summary>
/// What the port without TLS serves beside a local authority: how to trust that, its certificate, and the pages' documents, which say why nothing can be done at such an address. Nothing that takes a
/// key: calls, logins and metrics are refused, and the answer names where they are. Calls, logins and whatever came with a key are on record.
/// </summary>
/// <param name="next">The rest of the way.</param>
/// <param name="tls">Where all is served, once it is.</param>
/// <param name="guard">Puts a refused call on record.</param>
internal sealed class TrustDoor(RequestDelegate next, Func<Uri> tls, CallGuard guard)
{
    /// <summary>Runs for every request of either port.</summary>
    public Task InvokeAsync(HttpContext http) => http.Request.IsHttps || IsOpen(http.Request) ? next(http) : RefuseAsync(http);

    private static bool IsOpen(HttpRequest request)
    {
        string path = request.Path.Value ?? string.Empty;
        return (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            && (PageFiles.Screens.ContainsKey(path) || path.StartsWith(PageFiles.Prefix, StringComparison.Ordinal) || Web.TrustEndpoints.IsOne(path) || path == "/favicon.ico");
    }

    private Task RefuseAsync(HttpContext http)
    {
        // The server cannot answer for this scheme, and the client may ask at the other address. Source: RFC 9110, 15.5.20.
        http.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
        bool hasKey = http.Request.Headers.ContainsKey(HeaderNames.Authorization);
        if (hasKey || !(HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)))
        {
            guard.SentInTheClear(http);
        }

        string sent = hasKey ? " The key was sent in the clear: if others can read this network, replace it (backorders keys rotate)." : string.Empty;
        return UnservedAnswers.WriteAsync(
            http, "failed_precondition",
            $"This port has no TLS: it serves GET {Web.TrustEndpoints.Page}, which tells how a device comes to trust this node, and nothing that needs a key. All else is at {tls()}{sent}");
    }
}
