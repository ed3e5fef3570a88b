namespace Grpc.Core;

/// <summary>Messages to the peer, in order. One writer at a time.</summary>
/// <typeparam name="T">The message type.</typeparam>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>Hints for the writes that follow; null for none.</summary>
    WriteOptions? WriteOptions { get; set; }

    /// <summary>Hands over one message. Completes when the stream takes more, which says nothing about its arrival.</summary>
    Task WriteAsync(T message);

    /// <summary>As <see cref="WriteAsync(T)"/>; the token ends the waiting, and a message already handed over still goes out.</summary>
    Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        return cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : WriteAsync(message);
    }
}
