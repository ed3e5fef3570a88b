using System.Security.Cryptography;
using System.Text.Json;
using Backorders.Server.Refusals;
using Grpc.Core;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Backorders.Server.Web.Logins;

/// <summary>
/// Why a login through an issuer was refused, for the page that the browser sees next. It is kept in a cookie that the node has protected: in the page's address anybody could write it, and have
/// the page say whatever he likes.
/// </summary>
internal sealed class ToldRefusal(IDataProtectionProvider protection)
{
    private const string Name = "backorders-refused";
    private static readonly TimeSpan ToldWithin = TimeSpan.FromMinutes(1);
    private readonly IDataProtector protector = protection.CreateProtector("Backorders.Server.Web.Logins.ToldRefusal.v1");

    /// <summary>A refusal as a page shows it.</summary>
    /// <param name="Reason">Its name.</param>
    /// <param name="Message">The engine's own words, for a name that the page does not know.</param>
    /// <param name="Details">What it is about.</param>
    internal sealed record Told(string Reason, string Message, Dictionary<string, string> Details);

    /// <summary>Leaves it with the browser.</summary>
    public void Leave(HttpContext http, RpcException refused) => http.Response.Cookies.Append(
        Name, protector.Protect(JsonSerializer.Serialize(new Told(
            RefusalStatus.ReasonOf(refused), refused.Status.Detail, refused.GetRpcStatus()?.GetDetail<Google.Rpc.ErrorInfo>()?.Metadata.ToDictionary(m => m.Key, m => m.Value) ?? []))), OptionsFor(http));

    /// <summary>What was left with the browser, once.</summary>
    public Told? Take(HttpContext http)
    {
        if (http.Request.Cookies[Name] is not { Length: > 0 } text)
        {
            return null;
        }

        http.Response.Cookies.Delete(Name, OptionsFor(http));
        try
        {
            return JsonSerializer.Deserialize<Told>(protector.Unprotect(text));
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            return null;
        }
    }

    private static CookieOptions OptionsFor(HttpContext http) =>
        new() { HttpOnly = true, Secure = http.Request.IsHttps, SameSite = SameSiteMode.Strict, Path = "/web/session", MaxAge = ToldWithin, IsEssential = true };
}
