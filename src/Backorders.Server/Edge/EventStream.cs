using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Backorders.Server.Edge;

/// <summary>
/// The answers of a stream as server-sent events: each message is one event, its JSON form as data. The last event is named <c>end</c> and says how the call ended, as the body of a failed
/// call does; a stream that breaks off without it was cut on the way. Source: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
/// </summary>
/// <remarks>
/// The library writes its frames into a pipe of bounded size, out of which they go to the client. When the client does not read, the pipe fills, the library's write waits, and the
/// stream's own bound on that ends it (<see cref="BoundedWriter{T}"/>), as for every stream.
/// </remarks>
internal sealed class EventStream : ICallResponse
{
    /// <summary>The media type.</summary>
    public const string ContentType = "text/event-stream";

    /// <summary>As much as a slow client may lag behind: about as many bytes as HTTP/2's own window.</summary>
    private const int HeldBytesMax = 64 * 1024;

    /// <summary>NO_ERROR (RFC 9113 §7).</summary>
    private const int NoError = 0;

    private static readonly byte[] dataBegins = "data: "u8.ToArray();
    private static readonly byte[] eventEnds = "\n\n"u8.ToArray();

    private readonly Pipe pipe = new(new PipeOptions(pauseWriterThreshold: HeldBytesMax, resumeWriterThreshold: HeldBytesMax / 2, useSynchronizationContext: false));
    private readonly HttpContext http;
    private readonly MessageDescriptor message;
    private readonly IHttpResponseFeature response;
    private readonly IHttpResponseBodyFeature body;
    private readonly IHttpResetFeature? reset;

    /// <summary>Takes the place of the request's response, which stays with this one.</summary>
    /// <param name="http">The request.</param>
    /// <param name="message">What each answer is.</param>
    public EventStream(HttpContext http, MessageDescriptor message)
    {
        (this.http, this.message) = (http, message);
        (response, body, reset) = (http.Features.GetRequiredFeature<IHttpResponseFeature>(), http.Features.GetRequiredFeature<IHttpResponseBodyFeature>(), http.Features.Get<IHttpResetFeature>());
        Stream = pipe.Writer.AsStream(leaveOpen: true);
    }

    /// <summary>Whether a message has been sent: then the HTTP status can say nothing any more.</summary>
    public bool HasBegun { get; private set; }

    /// <inheritdoc/>
    public Stream Stream { get; }

    /// <inheritdoc/>
    public PipeWriter Writer => pipe.Writer;

    /// <inheritdoc/>
    public int StatusCode { get; set; } = StatusCodes.Status200OK;

    /// <inheritdoc/>
    public string? ReasonPhrase { get; set; }

    /// <inheritdoc/>
    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    /// <inheritdoc/>
    public IHeaderDictionary Trailers { get; set; } = new HeaderDictionary();

    /// <inheritdoc/>
    Stream IHttpResponseFeature.Body
    {
        get => Stream;
        set => throw new NotSupportedException("The body of an event stream stays its own.");
    }

    /// <inheritdoc/>
    public bool HasStarted { get; private set; }

    /// <summary>Whether a call can be told as events.</summary>
    public static bool IsPossible(CallInfo call) => call.Method is { IsServerStreaming: true, IsClientStreaming: false };

    /// <summary>Whether a request asks for a call's answers as events.</summary>
    public static bool IsWanted(HttpContext http, CallInfo call) =>
        IsPossible(call) && http.Request.Headers.Accept.Any(a => a?.Contains(ContentType, StringComparison.OrdinalIgnoreCase) == true);

    /// <summary>Passes on what the library writes until <see cref="CompleteAsync"/>. Once the client is gone it takes and drops.</summary>
    public async Task TellAsync()
    {
        while (true)
        {
            ReadResult read = await pipe.Reader.ReadAsync().ConfigureAwait(false);
            ReadOnlySequence<byte> rest = read.Buffer;
            try
            {
                bool hasWritten = false;
                while (TryTake(ref rest, out IMessage? next))
                {
                    await WriteAsync(JsonMessages.For(message).Format(next!)).ConfigureAwait(false);
                    hasWritten = true;
                }

                if (hasWritten)
                {
                    await body.Writer.FlushAsync(http.RequestAborted).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                rest = rest.Slice(rest.End);
            }

            pipe.Reader.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    /// <summary>The library writes nothing more.</summary>
    public Task CompleteAsync() => pipe.Writer.CompleteAsync().AsTask();

    /// <summary>Says how the call ended.</summary>
    public async Task EndAsync(Status status, Metadata trailers)
    {
        if (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        Begin();
        await body.Writer.WriteAsync("event: end\n"u8.ToArray(), http.RequestAborted).ConfigureAwait(false);
        await WriteAsync(status.StatusCode == Grpc.Core.StatusCode.OK ? "{}"u8.ToArray() : JsonError.Format(status, trailers)).ConfigureAwait(false);
        await body.Writer.FlushAsync(http.RequestAborted).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        HasStarted = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    Task IHttpResponseBodyFeature.CompleteAsync() => StartAsync();

    /// <inheritdoc/>
    public void DisableBuffering() => body.DisableBuffering();

    /// <inheritdoc/>
    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException("gRPC sends messages, no files.");

    /// <inheritdoc/>
    public void OnStarting(Func<object, Task> callback, object state) => response.OnStarting(callback, state);

    /// <inheritdoc/>
    public void OnCompleted(Func<object, Task> callback, object state) => response.OnCompleted(callback, state);

    /// <inheritdoc/>
    /// <remarks>The library resets without an error where it has not read the whole request, which is nothing here. A client that takes nothing any more is cut off.</remarks>
    public void Reset(int errorCode)
    {
        if (errorCode == NoError)
        {
            return;
        }

        if (reset is not null)
        {
            reset.Reset(errorCode);
        }
        else
        {
            http.Abort();
        }
    }

    /// <summary>Takes one framed message off the front.</summary>
    private bool TryTake(ref ReadOnlySequence<byte> rest, out IMessage? next)
    {
        next = null;
        if (rest.Length < PlainRequest.FrameBytes)
        {
            return false;
        }

        Span<byte> frame = stackalloc byte[PlainRequest.FrameBytes];
        rest.Slice(0, PlainRequest.FrameBytes).CopyTo(frame);
        int length = BinaryPrimitives.ReadInt32BigEndian(frame[1..]);
        if (rest.Length < PlainRequest.FrameBytes + length)
        {
            return false;
        }

        next = message.Parser.ParseFrom(rest.Slice(PlainRequest.FrameBytes, length));
        rest = rest.Slice(PlainRequest.FrameBytes + length);
        return true;
    }

    /// <summary>JSON of this form has no line breaks, so one line of data holds it.</summary>
    private async Task WriteAsync(byte[] json)
    {
        Begin();
        body.Writer.Write(dataBegins);
        body.Writer.Write(json);
        await body.Writer.WriteAsync(eventEnds, http.RequestAborted).ConfigureAwait(false);
    }

    private void Begin()
    {
        if (HasBegun)
        {
            return;
        }

        HasBegun = true;
        response.StatusCode = StatusCodes.Status200OK;
        response.Headers.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";

        // A proxy that collects a response before it passes it on would hold all events back. Source: nginx, ngx_http_proxy_module, proxy_buffering.
        response.Headers["X-Accel-Buffering"] = "no";
        body.DisableBuffering();
    }
}
