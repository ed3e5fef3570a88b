namespace Grpc.Core;

/// <summary>Messages from the peer, in order. One reader at a time.</summary>
/// <typeparam name="T">The message type.</typeparam>
public interface IAsyncStreamReader<out T>
{
    /// <summary>The message that the last successful <see cref="MoveNext"/> read; undefined before it and after the end.</summary>
    T Current { get; }

    /// <summary>
    /// Waits for the next message. False at the end of the stream. On the client a failed call throws <see cref="RpcException"/>; on the server
    /// a call that is over throws <see cref="OperationCanceledException"/>, and a malformed message throws <see cref="RpcException"/>.
    /// </summary>
    Task<bool> MoveNext(CancellationToken cancellationToken);
}
