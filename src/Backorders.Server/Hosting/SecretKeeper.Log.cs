using Microsoft.Extensions.Logging;

namespace Backorders.Server.Hosting;

internal sealed partial class SecretKeeper
{
    [LoggerMessage(
        4150, LogLevel.Warning,
        "The secrets of webhooks and the keys of cookies stand in the store in the clear: set BACKORDERS_SECRET_KEY or Secrets:KeyFile, and they are encrypted at the next start.")]
    private partial void LogInTheClear();

    [LoggerMessage(4151, LogLevel.Information, "Secrets were encrypted anew: {Endpoints} webhook endpoints, {Cookies} keys of cookies, under the key with the fingerprint {Fingerprint}.")]
    private partial void LogSealed(int endpoints, int cookies, string fingerprint);
}
