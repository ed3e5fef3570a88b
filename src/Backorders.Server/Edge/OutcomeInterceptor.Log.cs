using Microsoft.Extensions.Logging;

namespace Backorders.Server.Edge;

internal sealed partial class OutcomeInterceptor
{
    [LoggerMessage(4710, LogLevel.Error, "The handler of {Method} failed.")]
    private partial void LogHandlerFailed(string method, Exception e);
}
