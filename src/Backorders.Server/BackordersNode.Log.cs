using Microsoft.Extensions.Logging;

namespace Backorders.Server;

public sealed partial class BackordersNode
{
    [LoggerMessage(4000, LogLevel.Information, "Serving gRPC at {GrpcAddress}, JSON, metrics and health at {HttpAddress}. Warehouses: {Warehouses}.")]
    private partial void LogServing(Uri grpcAddress, Uri httpAddress, string warehouses);

    [LoggerMessage(4001, LogLevel.Information, "Stopping: no new calls; those in flight are answered first.")]
    private partial void LogStopping();

    [LoggerMessage(4002, LogLevel.Warning, "Some calls did not end within {Seconds} s and were cut off. What they had submitted is still carried out.")]
    private partial void LogCutOff(int seconds);

    [LoggerMessage(4003, LogLevel.Information, "Stopped; everything that was answered is stored.")]
    private partial void LogStopped();
}
