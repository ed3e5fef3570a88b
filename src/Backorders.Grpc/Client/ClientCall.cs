using System.IO.Pipelines;
using Backorders.Grpc.Framing;
using Grpc.Core;

namespace Backorders.Grpc.Client;

/// <summary>
/// One call on the client. It ends exactly once, in <see cref="End"/>: with the server's status, or with the one that the failure maps to. This file
/// is the four shapes; ClientCall.Http.cs is the request and the response headers; ClientCall.Lifetime.cs is deadline, cancellation and end.
/// </summary>
internal sealed partial class ClientCall<TRequest, TResponse> : IClientCall, IAsyncStreamReader<TResponse>
    where TRequest : class
    where TResponse : class
{
    private readonly GrpcChannel _channel;
    private readonly Method<TRequest, TResponse> _method;
    private readonly string? _host;
    private readonly CallOptions _options;
    private readonly MessageCodec<TRequest> _requests;
    private readonly MessageCodec<TResponse> _responses;
    private Task? _opening;
    private FrameReader? _reader;
    private TResponse? _current;

    public ClientCall(GrpcChannel channel, Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        _channel = channel;
        _method = method;
        _host = host;
        _options = options;
        _requests = MessageCodec<TRequest>.For(method.RequestMarshaller);
        _responses = MessageCodec<TResponse>.For(method.ResponseMarshaller);
    }

    public TResponse Current =>
        _current ?? throw new InvalidOperationException("There is no current message before the first MoveNext and after the end.");

    private GrpcChannelOptions Options => _channel.Options;

    public Task<TResponse> SendForOneAsync(TRequest request) => ReadOneAsync(() => OneMessage(request));

    public IAsyncStreamReader<TResponse> SendForMany(TRequest request)
    {
        _opening = OpenAsync(() => OneMessage(request));
        return this;
    }

    public RequestWriter<TRequest> MakeRequestStream(out UploadContent content)
    {
        content = new UploadContent();
        var writer = new BatchingWriter(content.Sink, MakeFrames());
        _upload = writer;
        _uploadContent = content;
        return new RequestWriter<TRequest>(this, writer, content, _requests) { WriteOptions = _options.WriteOptions };
    }

    public Task<TResponse> StreamForOneAsync(UploadContent content) => ReadOneAsync(() => content);

    public IAsyncStreamReader<TResponse> StreamForMany(UploadContent content)
    {
        _opening = OpenAsync(() => content);
        return this;
    }

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        _current = null;
        try
        {
            using var giveUp = cancellationToken.UnsafeRegister(static call => ((ClientCall<TRequest, TResponse>)call!).OnCancelled(), this);
            await _opening!.ConfigureAwait(false);
            ThrowIfEnded();
            _current = (TResponse?)await _reader!.ReadAsync(_responses, Cancellation).ConfigureAwait(false);
            if (_current is not null)
            {
                return true;
            }

            End(ReadTrailers());
        }
        catch (Exception e)
        {
            End(ToStatus(e));
        }

        if (GetStatus().StatusCode != StatusCode.OK)
        {
            throw Failure();
        }

        return false;
    }

    private async Task<TResponse> ReadOneAsync(Func<HttpContent> content)
    {
        object? response = null;
        try
        {
            await OpenAsync(content).ConfigureAwait(false);
            ThrowIfEnded();
            response = await _reader!.ReadAsync(_responses, Cancellation).ConfigureAwait(false);
            var atEnd = response is null || await _reader.AtEndAsync(Cancellation).ConfigureAwait(false);
            var status = atEnd ? ReadTrailers() : new Status(StatusCode.Internal, "The response holds more than one message.");
            End(status.StatusCode == StatusCode.OK && response is null
                ? new Status(StatusCode.Internal, "The response holds no message.")
                : status);
        }
        catch (Exception e)
        {
            End(ToStatus(e));
        }

        return GetStatus().StatusCode == StatusCode.OK ? (TResponse)response! : throw Failure();
    }

    private MessageContent OneMessage(TRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var buffer = new PooledBuffer();
        MakeFrames().Write(buffer, _requests, request, ((_options.WriteOptions?.Flags ?? default) & WriteFlags.NoCompress) == 0);

        // A copy of its own: the handler may still be sending when the response is already here.
        return new MessageContent(buffer.WrittenSpan.ToArray());
    }

    private FrameWriter MakeFrames() => new(Options.MaxSendMessageBytes, Options.CompressRequestsFromBytes);

    private void MakeReader(Stream body, bool gzip) => _reader = new FrameReader(PipeReader.Create(body), Options.MaxReceiveMessageBytes, gzip);
}
