using Microsoft.Extensions.Logging;

namespace Backorders.Server;

public sealed partial class BackordersNode
{
    [LoggerMessage(4000, LogLevel.Information, "Serving gRPC at {GrpcAddress}, JSON, metrics and health at {HttpAddress}. Warehouses: {Warehouses}.")]
    private partial void LogServing(Uri grpcAddress, Uri httpAddress, string warehouses);

    [LoggerMessage(4001, LogLevel.Information, "Stopping: no new calls; those in flight are answered first.")]
    private partial void LogStopping();

    [LoggerMessage(4003, LogLevel.Information, "Stopped; everything that was answered is stored.")]
    private partial void LogStopped();
}
