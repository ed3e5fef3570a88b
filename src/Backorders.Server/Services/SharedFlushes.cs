using Grpc.Core;

namespace Backorders.Server.Services;

/// <summary>The responses of one stream. Those that are ready together, as those of one append are, leave together: each flush costs more than its response.</summary>
internal sealed class SharedFlushes<T>(IServerStreamWriter<T> responses)
{
    /// <summary>Some 16 KB of answers: enough to share a flush, too few to be felt by memory or by whoever waits for the first of them.</summary>
    private const int TogetherMax = 128;

    private static readonly WriteOptions MoreFollows = new(WriteFlags.BufferHint);

    private int waiting;

    /// <summary>Writes a response.</summary>
    /// <param name="response">The response.</param>
    /// <param name="isNextReady">Whether another one is written at once, whatever happens: this one may then leave with that.</param>
    public Task WriteAsync(T response, bool isNextReady)
    {
        bool more = isNextReady && ++waiting < TogetherMax;
        waiting = more ? waiting : 0;
        responses.WriteOptions = more ? MoreFollows : null;
        return responses.WriteAsync(response);
    }
}
