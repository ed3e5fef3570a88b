using System.Text;
using System.Text.Json;
using Backorders.Server.Security.Authority;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Backorders.Server.Web;

/// <summary>
/// What a device needs to trust the local authority: its certificate, as a file that the device installs; and for the page <c>/trust</c> its fingerprint, its addresses and a QR code that leads there.
/// Nobody has to log in, and nothing else is told. The private key is in no part of it.
/// </summary>
internal static class TrustEndpoints
{
    /// <summary>The page for people.</summary>
    public const string Page = "/trust";

    private const string Told = "/web/trust";
    private const string Code = "/local-ca.svg";
    private const string Der = "/local-ca.crt";
    private const string Pem = "/local-ca.pem";
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Whether an address is one of these.</summary>
    public static bool IsOne(string path) => path is Page or Told or Code or Der or Pem;

    /// <summary>Maps them; without a local authority all that is told is that there is none.</summary>
    /// <param name="app">The node's web host.</param>
    /// <param name="authority">The local authority; null without.</param>
    /// <param name="addresses">Where a device goes that came by this host.</param>
    public static void MapTrust(this WebApplication app, LocalAuthority? authority, Func<string, TrustAddresses> addresses)
    {
        app.MapMethods(Told, Reading, http =>
        {
            TrustAddresses? to = authority is null ? null : addresses(http.Request.Host.Host);
            object? local = authority is null ? null : new { authority.Name, authority.Fingerprint, ends = authority.Ends.ToUnixTimeMilliseconds(), to!.Pages, to.Trust };
            return WriteAsync(http, "application/json", JsonSerializer.SerializeToUtf8Bytes(new { localAuthority = local }, Json));
        });
        if (authority is null)
        {
            return;
        }

        // The types by which devices know what they get. Source: RFC 8555, 7.4.2 (PEM); the DER form's is a custom that Android, iOS and Windows follow.
        app.MapMethods(Der, Reading, http => WriteAsync(http, "application/x-x509-ca-cert", authority.Der));
        app.MapMethods(Pem, Reading, http => WriteAsync(http, "application/x-pem-file", Encoding.ASCII.GetBytes(authority.Pem)));
        app.MapMethods(Code, Reading, http => WriteAsync(http, "image/svg+xml", Encoding.ASCII.GetBytes(QrImage.Of(new Uri(addresses(http.Request.Host.Host).Trust, $"#{authority.Fingerprint}").ToString()))));
    }

    private static async Task WriteAsync(HttpContext http, string type, ReadOnlyMemory<byte> body)
    {
        PageHeaders.Put(http);
        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentType = type;
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.Body.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
        }
    }
}
