using Microsoft.Extensions.Logging;

namespace Backorders.Server;

/// <summary>Who made and changed endpoints: they lead out of the house, and no journal tells it.</summary>
internal sealed partial class WebhookAudit(ILoggerFactory loggers)
{
    private readonly ILogger logger = loggers.CreateLogger("Backorders.Audit");
}
