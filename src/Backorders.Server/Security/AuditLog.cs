using Microsoft.Extensions.Logging;

namespace Backorders.Server.Security;

/// <summary>What the security of the house must be able to find later. What was changed, and by whom, stands in the journal.</summary>
internal sealed partial class AuditLog(ILoggerFactory loggers)
{
    private readonly ILogger logger = loggers.CreateLogger("Backorders.Audit");
}
