using Microsoft.Extensions.Logging;

namespace Backorders.Server.Hosting;

internal sealed partial class TlsKeeper
{
    [LoggerMessage(4140, LogLevel.Information, "The certificate of the TLS port was changed: new connections are shown {Subject}, good until {NotAfter:u}.")]
    private partial void LogRenewed(string subject, DateTime notAfter);

    [LoggerMessage(4141, LogLevel.Error, "The certificate of the TLS port was changed and cannot be used; the one of before is shown until it can be. {Why}")]
    private partial void LogNotUsed(string why);
}
