using Microsoft.Extensions.Logging;

namespace Backorders.Actors.Hosting;

internal static partial class NodeSystem
{
    [LoggerMessage(5333, LogLevel.Warning, "Cluster:Tls:Certificate ends at {ValidUntil:u}; renew it and start the node again, for nodes that connect to it later end themselves")]
    private static partial void CertificateEnds(ILogger logger, DateTimeOffset validUntil);
}
