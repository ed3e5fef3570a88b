using Microsoft.Extensions.Logging;

namespace Backorders.Server.Webhooks;

/// <summary>Audit of who made and changed webhook endpoints: they send data out of the system, and the journal does not record them.</summary>
internal sealed partial class WebhookAudit(ILoggerFactory loggers)
{
    private readonly ILogger logger = loggers.CreateLogger("Backorders.Audit");
}
