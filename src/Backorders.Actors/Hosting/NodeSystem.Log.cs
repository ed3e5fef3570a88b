using Microsoft.Extensions.Logging;

namespace Backorders.Actors.Hosting;

internal static partial class NodeSystem
{
    [LoggerMessage(5333, LogLevel.Warning,
        "Cluster:Tls:Certificate ends at {ValidUntil:u}; renew it and start the node again, for no other node connects to it from then on")]
    private static partial void CertificateEnds(ILogger logger, DateTimeOffset validUntil);
}
