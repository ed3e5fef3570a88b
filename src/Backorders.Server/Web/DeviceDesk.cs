using System.Text.Json;
using Backorders.Server.Common;
using Backorders.Server.Edge;
using Backorders.Server.Refusals;
using Backorders.Server.Security;
using Backorders.Server.Web.Logins;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Backorders.Server.Web;

/// <summary>Lets walls and fixed stations in: gives out the codes that they show, and their cookie when the operator has named a code in the key file.</summary>
internal sealed class DeviceDesk(SessionCookie cookie, CallGuard guard, AuditLog audit, DevicePairing pairing, SessionDesk sessions, NodeClock clock)
{
    private const string By = "device code";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Tells a device its code, or who it is once it was let in. A device asks again and again, also at other nodes.</summary>
    public async Task LetInAsync(HttpContext http)
    {
        SessionCookie.RequireOwnPage(http, SessionCookie.NoSession);
        guard.RequirePatience(http);
        try
        {
            DevicePairing.Waiting? device = pairing.Read(http);
            string hash = device is null ? string.Empty : DeviceCode.Hash(device.Code);
            if (device is null || guard.FindDevice(http, hash) is not { } caller)
            {
                await ShowAsync(http, device).ConfigureAwait(false);
                return;
            }

            if (pairing.IsOld(device))
            {
                throw RefusalStatus.Create(
                    StatusCode.Unauthenticated, $"The code of device '{caller.Id}' was shown more than {DevicePairing.GoodFor.TotalMinutes} minutes ago. Revoke the entry, and add another with "
                    + "the code that the device shows next.", "DEVICE_CODE_OLD", ("key_id", caller.Id));
            }

            string path = http.Request.Path.Value ?? string.Empty;
            PageSession session = await audit.LetInOnceAsync(caller, path, hash, () => cookie.BeginDevice(http, hash)).ConfigureAwait(false);
            DevicePairing.Clear(http);
            await sessions.WriteAsync(http, session, caller).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unauthenticated)
        {
            // The next time it asks it is given another code.
            DevicePairing.Clear(http);
            if (RefusalStatus.ReasonOf(e) is "DEVICE_CODE_OLD" or "DEVICE_CODE_UNKNOWN")
            {
                guard.LoginRefused(http, e, By);
            }

            throw;
        }
    }

    private Task ShowAsync(HttpContext http, DevicePairing.Waiting? device)
    {
        if (device is null || pairing.IsOld(device))
        {
            guard.CountStranger(http);
            device = pairing.Begin(http);
        }

        return http.Response.WriteAsJsonAsync(
            new { code = device.Code, until = device.Until.ToUnixTimeMilliseconds(), now = clock.Waiting.GetUtcNow().ToUnixTimeMilliseconds() }, Json, http.RequestAborted);
    }
}
