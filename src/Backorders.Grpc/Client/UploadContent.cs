using System.Net;
using Backorders.Grpc.Framing;

namespace Backorders.Grpc.Client;

/// <summary>A request body that stays open until <see cref="Finish"/>.</summary>
internal sealed class UploadContent : HttpContent
{
    private readonly TaskCompletionSource<Stream> _stream = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public UploadContent()
    {
        Sink = new UploadSink(_stream.Task);
    }

    public BatchSink Sink { get; }

    /// <summary>Ends the body. Messages are to be drained before.</summary>
    public void Finish()
    {
        _finished.TrySetResult();
        _stream.TrySetCanceled();
    }

    /// <summary>Gives the body up: the server must see a reset, not an end of stream that looks as if all had been said.</summary>
    public void Break(Exception reason)
    {
        if (_finished.TrySetException(reason))
        {
            // The body may never have been asked for.
            _ = _finished.Task.Exception;
        }

        _stream.TrySetCanceled();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // Sends the headers: without it they wait for the first message, and a server that speaks first is never asked.
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        _stream.TrySetResult(stream);
        await _finished.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private sealed class UploadSink(Task<Stream> opening) : BatchSink
    {
        public override async ValueTask SendAsync(ReadOnlyMemory<byte> batch)
        {
            var stream = await opening.ConfigureAwait(false);
            await stream.WriteAsync(batch).ConfigureAwait(false);
            await stream.FlushAsync().ConfigureAwait(false);
        }
    }
}
