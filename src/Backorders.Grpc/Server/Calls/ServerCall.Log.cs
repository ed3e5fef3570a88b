using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Backorders.Grpc.Server.Calls;

internal abstract partial class ServerCall
{
    [LoggerMessage(EventId = 5001, Level = LogLevel.Error, Message = "The handler of {Method} failed")]
    private static partial void LogHandlerFailed(ILogger logger, string method, Exception exception);

    [LoggerMessage(EventId = 5002, Level = LogLevel.Debug, Message = "{Method} ended with {StatusCode}, but the client did not take it")]
    private static partial void LogOutcomeUndelivered(ILogger logger, string method, StatusCode statusCode, Exception exception);

    [LoggerMessage(EventId = 5003, Level = LogLevel.Debug,
        Message = "{Method} was ended with {StatusCode} ahead of its handler, and the client did not take it: reset")]
    private static partial void LogFarewellFailed(ILogger logger, string method, StatusCode statusCode, Exception exception);

    [LoggerMessage(EventId = 5004, Level = LogLevel.Warning, Message = "A cancellation callback of the handler of {Method} failed")]
    private static partial void LogCancellationCallbackFailed(ILogger logger, string method, Exception exception);
}
