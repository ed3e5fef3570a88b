namespace Grpc.Core;

/// <summary>Requests of a streaming call.</summary>
/// <typeparam name="T">The message type.</typeparam>
public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    /// <summary>Says that no more requests follow; responses may still come.</summary>
    Task CompleteAsync();
}
