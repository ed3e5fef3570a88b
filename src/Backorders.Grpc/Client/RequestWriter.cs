using Backorders.Grpc.Framing;
using Grpc.Core;

namespace Backorders.Grpc.Client;

/// <summary>The request stream of a call. Writes batch themselves, see <see cref="BatchingWriter"/>.</summary>
internal sealed class RequestWriter<T>(IClientCall call, BatchingWriter writer, UploadContent content, MessageCodec codec) : IClientStreamWriter<T>
    where T : class
{
    private bool _completed;

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(T message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_completed)
        {
            throw new InvalidOperationException("The request stream has been completed.");
        }

        var write = writer.WriteAsync(codec, message, WriteOptions?.Flags ?? default);
        return write.IsCompletedSuccessfully ? write : WaitAsync(write);
    }

    public Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var write = WriteAsync(message);
        return write.IsCompleted || !cancellationToken.CanBeCanceled ? write : write.WaitAsync(cancellationToken);
    }

    public async Task CompleteAsync()
    {
        if (_completed)
        {
            return;
        }

        _completed = true;
        try
        {
            await writer.DrainAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The status of the call tells what happened, to whoever reads the response.
        }

        content.Finish();
    }

    private async Task WaitAsync(Task write)
    {
        try
        {
            await write.ConfigureAwait(false);
        }
        catch (Exception e) when (e is not RpcException)
        {
            // The server may have ended the call while we were sending: its status says more than the broken stream.
            throw await call.ExplainAsync(e).ConfigureAwait(false);
        }
    }
}
