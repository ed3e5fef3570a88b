using Backorders.Grpc.Server;
using Grpc.Core;

namespace Backorders.Server;

/// <summary>Measures every call, refused ones too: the outermost filter.</summary>
internal sealed class MeasuringFilter(ServerInstruments instruments, NodeClock clock) : IServerCallFilter
{
    /// <inheritdoc/>
    public async Task InvokeAsync(ServerCallContext context, ServerCallNext next)
    {
        long began = clock.Waiting.GetTimestamp();
        StatusCode status = StatusCode.Unknown;
        instruments.CallBegan();
        try
        {
            await next(context).ConfigureAwait(false);
            status = context.Status.StatusCode;
        }
        catch (RpcException e)
        {
            status = e.StatusCode;
            throw;
        }
        catch (OperationCanceledException)
        {
            status = StatusCode.Cancelled;
            throw;
        }
        finally
        {
            instruments.CallEnded(context.Method, status, clock.Waiting.GetElapsedTime(began).TotalSeconds);
        }
    }
}
