using System.Security.Cryptography;
using System.Text.Json;
using Backorders.Server.Common;
using Backorders.Server.Refusals;
using Backorders.Server.Security;
using Grpc.Core;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Backorders.Server.Web.Logins;

/// <summary>
/// A device that waits to be let in. Its secret stands in a cookie that the node has protected and that no script reads; what it shows is a code of it. The operator names the code in the key file,
/// and then the device is known by its secret: the code alone lets nobody in, and no node ever writes the key file.
/// </summary>
internal sealed class DevicePairing(IDataProtectionProvider protection, NodeClock clock)
{
    /// <summary>How long a code is good.</summary>
    public static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(10);

    private const string Name = "backorders-device";
    private const int SecretBytes = 32;

    /// <summary>Longer than a code is good, so that one which came too late can be told from none.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);

    private readonly IDataProtector protector = protection.CreateProtector("Backorders.Server.Web.Logins.DevicePairing.v1");

    /// <summary>A device's secret, and when its code was first shown.</summary>
    internal sealed record Waiting(string Secret, DateTimeOffset Since)
    {
        /// <summary>What it shows.</summary>
        public string Code => DeviceCode.Of(Secret);

        /// <summary>When that stops being good.</summary>
        public DateTimeOffset Until => Since + GoodFor;
    }

    /// <summary>Whether its code is too old.</summary>
    public bool IsOld(Waiting device) => clock.Waiting.GetUtcNow() >= device.Until;

    /// <summary>Draws a secret and leaves it with the browser.</summary>
    public Waiting Begin(HttpContext http)
    {
        Waiting device = new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes)), clock.Waiting.GetUtcNow());
        http.Response.Cookies.Append(Name, protector.Protect(JsonSerializer.Serialize(device)), OptionsFor(http));
        return device;
    }

    /// <summary>The device that waits in this browser; null when none does.</summary>
    /// <exception cref="RpcException">Somebody has made up its secret.</exception>
    public Waiting? Read(HttpContext http)
    {
        if (http.Request.Cookies[Name] is not { Length: > 0 } text)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<Waiting>(protector.Unprotect(text));
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            throw RefusalStatus.Create(StatusCode.Unauthenticated, "No node of this house has drawn this device's secret. Ask again for a code.", "DEVICE_CODE_UNKNOWN");
        }
    }

    /// <summary>Forgets the secret in this browser.</summary>
    public static void Clear(HttpContext http) => http.Response.Cookies.Delete(Name, OptionsFor(http));

    private static CookieOptions OptionsFor(HttpContext http) =>
        new() { HttpOnly = true, Secure = http.Request.IsHttps, SameSite = SameSiteMode.Strict, Path = "/web/session", MaxAge = KeptFor, IsEssential = true };
}
