using Grpc.Core;

namespace Backorders.Grpc.Server.Calls;

internal sealed class ResponseWriter<T>(ServerCall call) : IServerStreamWriter<T>
    where T : class
{
    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(T message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return call.WriteMessageAsync(message, (WriteOptions ?? call.WriteOptions)?.Flags ?? default);
    }

    public Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var write = WriteAsync(message);
        return write.IsCompleted || !cancellationToken.CanBeCanceled ? write : write.WaitAsync(cancellationToken);
    }
}
