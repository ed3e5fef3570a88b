using System.Threading.Channels;
using Grpc.Core;

namespace Backorders.Server.Routing;

/// <summary>Messages in memory, read like those of a call.</summary>
internal sealed class ChannelStreamReader<T>(ChannelReader<T> messages) : IAsyncStreamReader<T>
    where T : class
{
    private T? current;

    /// <inheritdoc/>
    public T Current => current ?? throw new InvalidOperationException("There is no current message before the first and after the last.");

    /// <inheritdoc/>
    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        while (await messages.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (messages.TryRead(out current))
            {
                return true;
            }
        }

        return false;
    }
}
