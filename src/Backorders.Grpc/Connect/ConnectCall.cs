using System.Buffers;
using System.Globalization;
using Backorders.Grpc.Errors;
using Backorders.Grpc.Framing;
using Backorders.Grpc.Server;
using Backorders.Grpc.Server.Binding;
using Backorders.Grpc.Server.Calls;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Backorders.Grpc.Connect;

/// <summary>
/// A unary call by plain POST, as JSON or protobuf: the body is the message, the HTTP status tells the outcome.
/// Source: https://connectrpc.com/docs/protocol#unary-rpcs
/// </summary>
internal sealed class ConnectCall(HttpContext http, MethodSpec spec, bool json) : ServerCall(http, spec)
{
    private const string TrailerPrefix = "trailer-";

    private bool _requestGzip;

    public override WireProtocol Protocol => json ? WireProtocol.ConnectJson : WireProtocol.ConnectProto;

    protected override StatusCode MalformedCode => StatusCode.InvalidArgument;

    protected override async ValueTask<object> ReadOnlyMessageAsync()
    {
        var body = Http.Request.BodyReader;
        try
        {
            while (true)
            {
                var result = await body.ReadAsync(CancellationToken).ConfigureAwait(false);
                if (result.Buffer.Length > Options.MaxReceiveMessageBytes)
                {
                    body.AdvanceTo(result.Buffer.Start);
                    throw TooLarge();
                }

                if (result.IsCompleted)
                {
                    return Take(result.Buffer);
                }

                body.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            }
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            throw new OperationCanceledException("The client reset the call.", e);
        }
    }

    public override ValueTask<object?> ReadMessageAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException("Streams have no form by plain POST.");

    public override Task WriteMessageAsync(object message, WriteFlags flags) =>
        throw new NotSupportedException("Streams have no form by plain POST.");

    protected override void ReadProtocolHeaders()
    {
        var version = Http.Request.Headers["connect-protocol-version"].ToString();
        if (version is not ("" or "1"))
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"The connect-protocol-version '{version}' is not known here; 1 is."));
        }

        var encoding = Http.Request.Headers[HeaderNames.ContentEncoding].ToString();
        if (encoding is not ("" or HeaderFields.Identity))
        {
            _requestGzip = encoding == Gzip.Name;
            if (!_requestGzip)
            {
                Http.Response.Headers[HeaderNames.AcceptEncoding] = Gzip.Name;
                throw new RpcException(new Status(StatusCode.Unimplemented, $"The compression '{encoding}' is not known here; gzip is."));
            }
        }
    }

    protected override TimeSpan? ReadTimeout()
    {
        var text = Http.Request.Headers["connect-timeout-ms"].ToString();
        if (text.Length == 0)
        {
            return null;
        }

        return text.Length <= 10 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw new RpcException(new Status(
                StatusCode.InvalidArgument, $"The connect-timeout-ms '{text}' is not a number of at most ten digits."));
    }

    protected override void PrepareHeaders()
    {
    }

    /// <summary>Only noted: headers go out with the body, because the HTTP status is not known before.</summary>
    protected override Task SendHeadersAsync()
    {
        EnsureHeaders();
        return Task.CompletedTask;
    }

    protected override async Task FinishAsync(Status status)
    {
        using var body = new PooledBuffer();
        var response = Http.Response;
        if (status.StatusCode == StatusCode.OK && Response is { } message)
        {
            PutMessage(body, message);
            response.StatusCode = StatusCodes.Status200OK;
            response.ContentType = json ? ContentTypes.Json : ContentTypes.Proto;
        }
        else
        {
            ConnectError.Write(body, status, TrailersOrNull);
            response.StatusCode = ConnectCodes.Of(status.StatusCode).HttpStatus;
            response.ContentType = ContentTypes.Json;
        }

        PutTrailers();
        await SendBodyAsync(body).ConfigureAwait(false);
    }

    private object Take(in ReadOnlySequence<byte> buffer)
    {
        try
        {
            if (!_requestGzip)
            {
                return Parse(buffer);
            }

            using var plain = Gzip.Decompress(buffer, Options.MaxReceiveMessageBytes) ?? throw TooLarge();
            return Parse(new ReadOnlySequence<byte>(plain.WrittenMemory));
        }
        finally
        {
            Http.Request.BodyReader.AdvanceTo(buffer.End);
        }
    }

    private object Parse(in ReadOnlySequence<byte> payload)
    {
        if (json)
        {
            return JsonMessages.For(Spec.Requests.Descriptor!).Parse(payload, Spec.Requests.Descriptor!);
        }

        var context = new PayloadContext();
        context.Set(payload);
        return Spec.Requests.Parse(context);
    }

    private void PutMessage(PooledBuffer body, object message)
    {
        if (json)
        {
            body.Write(JsonMessages.For(Spec.Responses.Descriptor!).Format((IMessage)message));
        }
        else
        {
            body.Write(((IMessage)message).ToByteArray());
        }

        if (body.Length > Options.MaxSendMessageBytes)
        {
            throw new RpcException(new Status(
                StatusCode.ResourceExhausted, $"The message to send has {body.Length} bytes; the limit is {Options.MaxSendMessageBytes}."));
        }
    }

    private void PutTrailers()
    {
        if (TrailersOrNull is not { } trailers)
        {
            return;
        }

        // The details are in the error's body.
        var others = new Metadata();
        foreach (var entry in trailers.Where(entry => entry.Key != RichStatus.TrailerName))
        {
            others.Add(entry);
        }

        CopyMetadata(others, Http.Response.Headers, TrailerPrefix);
    }

    private async Task SendBodyAsync(PooledBuffer body)
    {
        var response = Http.Response;
        if (body.Length > 0 && body.Length >= Options.CompressResponsesFromBytes && Gzip.IsIn(Http.Request.Headers[HeaderNames.AcceptEncoding]))
        {
            using var compressed = Gzip.Compress(body.WrittenSpan);
            response.Headers[HeaderNames.ContentEncoding] = Gzip.Name;
            response.ContentLength = compressed.Length;
            await response.BodyWriter.WriteAsync(compressed.WrittenMemory).ConfigureAwait(false);
            return;
        }

        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body.WrittenMemory).ConfigureAwait(false);
    }

    private RpcException TooLarge() => new(new Status(
        StatusCode.ResourceExhausted, $"The received message is larger than the limit of {Options.MaxReceiveMessageBytes} bytes."));
}
