using Backorders.Server.Security.Authority;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Backorders.Server.Web;

/// <summary>What a browser is told of the pages: nothing comes from elsewhere, nothing is run that is not a file of the node, and no other site may show them.</summary>
internal static class PageHeaders
{
    /// <summary>
    /// Icons in the document are <c>data:</c> images; nothing else leaves the list of the origin's own. Trusted Types: no text becomes
    /// markup or code; the one address of code that is made is the service worker's.
    /// Source: https://www.w3.org/TR/CSP3/
    /// </summary>
    public const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; "
        + "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types worker";

    /// <summary>The worker that decodes barcodes. A worker that comes over the network has the policy that came with its file, not that of its page.</summary>
    public const string Decoding = "shared/camera/decoding.js";

    /// <summary>
    /// For that worker alone: it compiles the decoder, and nothing else may be made into code there. Source: https://www.w3.org/TR/CSP3/, 6.1.11.3 (<c>'wasm-unsafe-eval'</c>);
    /// https://html.spec.whatwg.org/multipage/workers.html, "initialize worker policy container".
    /// </summary>
    private const string DecodingPolicy =
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    /// <summary>
    /// A browser that has been here over TLS comes without it for a year no more, so that nobody on the way can talk it out of TLS. Not with a local authority: the rule is for all ports of a host, so the
    /// port that tells how to trust the next authority could not be reached any more, and nobody may go past the warning. Source: RFC 6797, 6.1, 8.3 and 12.1.
    /// </summary>
    private const string OnlyTls = "max-age=31536000";

    /// <summary>Sets them.</summary>
    /// <param name="http">The request.</param>
    /// <param name="path">Which file of a version is sent; empty for a document.</param>
    public static void Put(HttpContext http, string path = "")
    {
        IHeaderDictionary headers = http.Response.Headers;
        headers.ContentSecurityPolicy = path == Decoding ? DecodingPolicy : Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        if (http.Request.IsHttps)
        {
            // Without TLS a browser ignores it and complains of it.
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            if (!IsThisMachine(http.Request.Host.Host) && http.RequestServices.GetService<LocalAuthority>() is null)
            {
                headers.StrictTransportSecurity = OnlyTls;
            }
        }

        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=(), payment=()";
    }

    /// <summary>Other programs of this machine share its name, and may have no TLS.</summary>
    private static bool IsThisMachine(string host) => host == "localhost" || (System.Net.IPAddress.TryParse(host.Trim('[', ']'), out System.Net.IPAddress? ip) && System.Net.IPAddress.IsLoopback(ip));
}
