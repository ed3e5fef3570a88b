namespace Grpc.Core;

/// <summary>Responses of a streaming method; they end when the handler returns.</summary>
/// <typeparam name="T">The message type.</typeparam>
public interface IServerStreamWriter<in T> : IAsyncStreamWriter<T>
{
}
