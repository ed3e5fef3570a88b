namespace Backorders.Grpc.Framing;

/// <summary>Where batches of framed messages go: the body of a request or a response.</summary>
internal abstract class BatchSink
{
    /// <summary>
    /// Sends and flushes; completes when the transport takes more. The memory is valid until then. One call at a time.
    /// An exception is final: nothing more is sent.
    /// </summary>
    public abstract ValueTask SendAsync(ReadOnlyMemory<byte> batch);
}
