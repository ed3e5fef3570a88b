using Grpc.Core;

namespace Backorders.Server.Edge;

/// <summary>
/// A stream's responses. A client that leaves no room for the next one is reset after <see cref="StreamCallContext.StalledMax"/>: nothing in Kestrel ends such a write, and its handler would be held
/// for ever.
/// </summary>
internal sealed class BoundedWriter<T>(IServerStreamWriter<T> responses, StreamCallContext stream, TimeProvider time) : IServerStreamWriter<T>
{
    /// <inheritdoc/>
    public WriteOptions? WriteOptions
    {
        get => responses.WriteOptions;
        set => responses.WriteOptions = value;
    }

    /// <inheritdoc/>
    public Task WriteAsync(T message) => Bound(responses.WriteAsync(message));

    /// <inheritdoc/>
    public Task WriteAsync(T message, CancellationToken cancellationToken) => Bound(responses.WriteAsync(message, cancellationToken));

    private Task Bound(Task writing) => writing.IsCompleted ? writing : WaitAsync(writing);

    private async Task WaitAsync(Task writing)
    {
        try
        {
            await writing.WaitAsync(StreamCallContext.StalledMax, time).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!writing.IsCompleted)
        {
            stream.Reset();
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new OperationCanceledException("The client takes no messages any more.");
        }
    }
}
