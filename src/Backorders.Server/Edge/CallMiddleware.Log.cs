using Microsoft.Extensions.Logging;

namespace Backorders.Server.Edge;

internal sealed partial class CallMiddleware
{
    [LoggerMessage(4711, LogLevel.Error, "The request of {Method} could not be read, or its response not be written.")]
    private partial void LogNotCarried(string method, Exception e);
}
