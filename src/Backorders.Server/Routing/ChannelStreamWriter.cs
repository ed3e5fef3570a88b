using System.Threading.Channels;
using Grpc.Core;

namespace Backorders.Server.Routing;

/// <summary>Messages in memory, written like those of a call.</summary>
internal sealed class ChannelStreamWriter<T>(ChannelWriter<T> messages, CancellationToken ending) : IServerStreamWriter<T>
    where T : class
{
    /// <inheritdoc/>
    public WriteOptions? WriteOptions { get; set; }

    /// <inheritdoc/>
    public Task WriteAsync(T message) => messages.TryWrite(message) ? Task.CompletedTask : messages.WriteAsync(message, ending).AsTask();
}
