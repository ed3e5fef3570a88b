using Grpc.Core;
using Grpc.Health.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Backorders.Grpc.Health;

/// <summary>The standard health service. Source: health-checking.md.</summary>
internal sealed class HealthService(HealthReporter reporter) : global::Grpc.Health.V1.Health.HealthBase
{
    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        var status = reporter.Read(request.Service).Status
            ?? throw new RpcException(new Status(StatusCode.NotFound, $"The service '{request.Service}' is not known here."));
        return Task.FromResult(new HealthCheckResponse { Status = status });
    }

    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        ServingStatus? last = null;
        while (true)
        {
            var (current, changed) = reporter.Read(request.Service);
            var status = current ?? ServingStatus.ServiceUnknown;

            // Only changes are sent; a watcher that was slow sees the latest.
            if (status != last)
            {
                last = status;
                await responseStream.WriteAsync(new HealthCheckResponse { Status = status });
            }

            try
            {
                await changed.WaitAsync(context.CancellationToken);
            }
            catch (OperationCanceledException) when (changed.IsCompleted)
            {
                // The shutdown made the change and cancelled the call: the watcher still learns of it.
            }
        }
    }
}
