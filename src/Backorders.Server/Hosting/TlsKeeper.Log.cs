using Microsoft.Extensions.Logging;

namespace Backorders.Server.Hosting;

internal sealed partial class TlsKeeper
{
    [LoggerMessage(4140, LogLevel.Information, "The certificate of the TLS port was changed: new connections are shown {Subject}, good until {NotAfter:u}.")]
    private partial void LogRenewed(string subject, DateTime notAfter);

    [LoggerMessage(4141, LogLevel.Error, "The certificate of the TLS port was changed and cannot be used; the one of before is shown until it can be. {Why}")]
    private partial void LogNotUsed(string why);

    [LoggerMessage(
        4142, LogLevel.Information,
        "A local authority was made in {File}: {Name}, good until {NotAfter:u}, SHA-256 {Fingerprint}. Each device has to trust it once; whoever has the file can sign for any name.")]
    private partial void LogAuthorityMade(string file, string name, DateTimeOffset notAfter, string fingerprint);

    [LoggerMessage(
        4143, LogLevel.Warning,
        "The local authority in {File} ends on {NotAfter:u}; from then on no device connects. Move the file away at a quiet hour and restart: another authority is made, which every device has to trust.")]
    private partial void LogAuthorityEnds(string file, DateTimeOffset notAfter);
}
