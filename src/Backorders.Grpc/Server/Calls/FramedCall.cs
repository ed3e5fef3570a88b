using System.IO.Pipelines;
using Backorders.Grpc.Framing;
using Backorders.Grpc.Server.Binding;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Backorders.Grpc.Server.Calls;

/// <summary>A call whose messages are length-prefixed: gRPC and gRPC-Web.</summary>
internal abstract class FramedCall(HttpContext http, MethodSpec spec) : ServerCall(http, spec)
{
    private FrameReader? _reader;
    private FrameWriter? _frames;
    private readonly Lock _streamGate = new();
    private BatchingWriter? _stream;
    private bool _writesClosed;
    private bool _requestGzip;
    private bool _responseGzip;

    protected virtual PipeReader RequestPipe => Http.Request.BodyReader;

    protected abstract string ResponseContentType { get; }

    private FrameReader Reader => _reader ??= new FrameReader(RequestPipe, Options.MaxReceiveMessageBytes, _requestGzip);

    private FrameWriter Frames =>
        _frames ??= new FrameWriter(Options.MaxSendMessageBytes, _responseGzip ? Options.CompressResponsesFromBytes : null);

    protected override async ValueTask<object> ReadOnlyMessageAsync()
    {
        try
        {
            // The token is made only when there is something to wait for: mostly the whole request is here.
            if (!Reader.TryRead(Spec.Requests, out var message))
            {
                message = await Reader.ReadAsync(Spec.Requests, CancellationToken).ConfigureAwait(false);
            }

            if (message is null)
            {
                throw new RpcException(new Status(StatusCode.Internal, "The request holds no message."));
            }

            if (!(Reader.TryAtEnd(out var atEnd) ? atEnd : await Reader.AtEndAsync(CancellationToken).ConfigureAwait(false)))
            {
                throw new RpcException(new Status(StatusCode.Internal, "The request holds more than one message."));
            }

            return message;
        }
        catch (IOException e)
        {
            throw new OperationCanceledException("The client reset the call.", e);
        }
    }

    public override ValueTask<object?> ReadMessageAsync(CancellationToken cancellationToken)
    {
        if (HasEnded)
        {
            throw new OperationCanceledException("The call is over.");
        }

        return ReadAsync(cancellationToken);
    }

    public override Task WriteMessageAsync(object message, WriteFlags flags)
    {
        lock (_streamGate)
        {
            if (_writesClosed)
            {
                return Task.FromException(new OperationCanceledException("The call is over."));
            }

            if (_stream is null)
            {
                EnsureHeaders();
                _stream = new BatchingWriter(new ResponseSink(this), Frames);
            }
        }

        return _stream.WriteAsync(Spec.Responses, message, flags);
    }

    /// <summary>Puts framed bytes into the response body, in the form of the protocol. The caller flushes.</summary>
    protected virtual void PutBody(ReadOnlySpan<byte> frames) => System.Buffers.BuffersExtensions.Write(Http.Response.BodyWriter, frames);

    /// <summary>Sends the status behind (or, when nothing was sent, instead of) the messages.</summary>
    protected abstract void PutStatus(Status status, bool messagesSent);

    protected override TimeSpan? ReadTimeout()
    {
        var text = Http.Request.Headers[GrpcTimeout.Header].ToString();
        if (text.Length == 0)
        {
            return null;
        }

        return GrpcTimeout.TryParse(text, out var timeout)
            ? timeout
            : throw new RpcException(new Status(
                StatusCode.Internal, $"The grpc-timeout '{text}' is not a number of at most eight digits and a unit."));
    }

    protected override void ReadProtocolHeaders()
    {
        var headers = Http.Request.Headers;
        var encoding = headers[HeaderFields.Encoding].ToString();
        if (encoding.Length > 0 && encoding != HeaderFields.Identity)
        {
            _requestGzip = encoding == Gzip.Name;
            if (!_requestGzip)
            {
                Http.Response.Headers[HeaderFields.AcceptEncoding] = "identity,gzip";
                throw new RpcException(new Status(
                    StatusCode.Unimplemented, $"The compression '{encoding}' is not known here; identity and gzip are."));
            }
        }

        _responseGzip = Options.CompressResponsesFromBytes is not null && Gzip.IsIn(headers[HeaderFields.AcceptEncoding]);
    }

    protected override void PrepareHeaders()
    {
        Http.Response.ContentType = ResponseContentType;
        if (_responseGzip)
        {
            Http.Response.Headers[HeaderFields.Encoding] = Gzip.Name;
        }
    }

    protected override async Task FinishAsync(Status status)
    {
        if (_stream is { } stream)
        {
            if (!_writesClosed)
            {
                await stream.DrainAsync().ConfigureAwait(false);
            }

            await CloseWritesAsync(new OperationCanceledException("The call is over.")).ConfigureAwait(false);
        }
        else if (Response is { } response && status.StatusCode == StatusCode.OK)
        {
            PutResponse(response);
        }

        var messagesSent = HeadersWritten;
        EnsureHeaders();
        PutStatus(status, messagesSent);
        if (_stream is not null)
        {
            await BoundAsync(Http.Response.CompleteAsync()).ConfigureAwait(false);
        }
    }

    protected override Task CloseWritesAsync(Exception reason)
    {
        lock (_streamGate)
        {
            _writesClosed = true;
        }

        return _stream?.CloseAsync(reason) ?? Task.CompletedTask;
    }

    private async ValueTask<object?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!cancellationToken.CanBeCanceled || cancellationToken == CancellationToken)
            {
                return await Reader.ReadAsync(Spec.Requests, CancellationToken).ConfigureAwait(false);
            }

            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, CancellationToken);
            return await Reader.ReadAsync(Spec.Requests, both.Token).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            // A reset may be seen here before RequestAborted fires.
            throw new OperationCanceledException("The client reset the call.", e);
        }
    }

    private void PutResponse(object response)
    {
        using var buffer = new PooledBuffer();
        Frames.Write(buffer, Spec.Responses, response, ((WriteOptions?.Flags ?? default) & WriteFlags.NoCompress) == 0);
        EnsureHeaders();
        PutBody(buffer.WrittenSpan);
    }

    /// <summary>A client whose window is shut blocks flushes and the last frames alike, and nothing in Kestrel ends that.</summary>
    private async Task BoundAsync(Task sending)
    {
        try
        {
            await sending.WaitAsync(Options.StalledWriteTimeout, Time).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            Reset();
            throw new OperationCanceledException("The client takes no messages any more.", e);
        }
    }

    private sealed class ResponseSink(FramedCall call) : BatchSink
    {
        public override ValueTask SendAsync(ReadOnlyMemory<byte> batch)
        {
            call.PutBody(batch.Span);
            var flush = call.Http.Response.BodyWriter.FlushAsync();
            return flush.IsCompletedSuccessfully ? Check(flush.Result) : WaitAsync(flush);
        }

        private async ValueTask WaitAsync(ValueTask<FlushResult> flush)
        {
            var task = flush.AsTask();
            await call.BoundAsync(task).ConfigureAwait(false);
            await Check(await task.ConfigureAwait(false)).ConfigureAwait(false);
        }

        private static ValueTask Check(FlushResult result) => result.IsCompleted || result.IsCanceled
            ? ValueTask.FromException(new OperationCanceledException("The client reset the call."))
            : ValueTask.CompletedTask;
    }
}
