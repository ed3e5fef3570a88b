using Microsoft.Extensions.Logging;

namespace Backorders.Server.Audit;

internal sealed partial class AuditTrail
{
    [LoggerMessage(4110, LogLevel.Error, "The audit cannot be written. Acts of the building's people are refused until it can be; refusals are kept in memory and written then.")]
    private partial void LogNotWritten(Exception e);
}
