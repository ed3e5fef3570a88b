using Microsoft.Extensions.Logging;

namespace Backorders.Server.Web;

internal sealed partial class PageKeeper
{
    [LoggerMessage(4760, LogLevel.Warning, "The pages of version {Version} could not be kept for browsers that another node serves; while nodes are replaced, some may have to reload.")]
    private partial void LogNotKept(string version, Exception e);
}
