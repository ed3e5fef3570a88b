using System.Net;
using System.Net.Sockets;
using Backorders.Grpc.Framing;
using Backorders.Grpc.Server.Binding;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Backorders.Grpc.Server.Calls;

/// <summary>
/// One call on the server, whichever protocol it came by. This file is what the handler sees; ServerCall.Lifetime.cs is how the call runs and ends;
/// the protocols are GrpcCall, GrpcWebCall and ConnectCall.
/// </summary>
internal abstract partial class ServerCall : ServerCallContext
{
    private Metadata? _requestHeaders;
    private Metadata? _responseTrailers;
    private object? _request;

    protected ServerCall(HttpContext http, MethodSpec spec)
    {
        Http = http;
        Spec = spec;
    }

    public HttpContext Http { get; }

    public MethodSpec Spec { get; }

    public abstract WireProtocol Protocol { get; }

    /// <summary>The answer of a unary or client-streaming method, sent when the filters are through.</summary>
    public object? Response { get; set; }

    protected BackordersGrpcOptions Options => Spec.Runtime.Options;

    /// <summary>Trailers if there are any; reading them does not create them.</summary>
    protected Metadata? TrailersOrNull => _responseTrailers;

    /// <summary>Headers were sent or promised; after that nobody else can answer in this call's place.</summary>
    public bool HeadersWritten { get; private set; }

    /// <summary>
    /// The only request message, read once however often it is asked for: by a filter first, and then by the handler. Not for two askers at a time.
    /// Throws <see cref="RpcException"/> when there is none, or more than one.
    /// </summary>
    public ValueTask<object> RequestAsync()
    {
        if (_request is { } known)
        {
            return new ValueTask<object>(known);
        }

        var read = ReadOnlyMessageAsync();
        return read.IsCompletedSuccessfully ? new ValueTask<object>(_request = read.Result) : KeepAsync(read);
    }

    /// <summary>Reads the only request message. Throws <see cref="RpcException"/> when there is none, or more than one.</summary>
    protected abstract ValueTask<object> ReadOnlyMessageAsync();

    /// <summary>The next request message, or null at the end.</summary>
    public abstract ValueTask<object?> ReadMessageAsync(CancellationToken cancellationToken);

    /// <summary>Hands over a response of a stream.</summary>
    public abstract Task WriteMessageAsync(object message, WriteFlags flags);

    protected override string MethodCore => Spec.Method.FullName;

    protected override string HostCore => Http.Request.Host.Value ?? "";

    protected override string PeerCore
    {
        get
        {
            if (Http.Connection.RemoteIpAddress is not { } address)
            {
                return "unknown";
            }

            var ip = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
            var scheme = ip.AddressFamily == AddressFamily.InterNetworkV6 ? "ipv6:" : "ipv4:";
            return scheme + new IPEndPoint(ip, Http.Connection.RemotePort);
        }
    }

    protected override DateTime DeadlineCore => _deadline;

    protected override Metadata RequestHeadersCore => _requestHeaders ??= ReadRequestHeaders();

    protected override Metadata ResponseTrailersCore => _responseTrailers ??= new Metadata();

    protected override Status StatusCore { get; set; } = Status.DefaultSuccess;

    protected override WriteOptions? WriteOptionsCore { get; set; }

    /// <summary>Sets the headers that the protocol wants on every response.</summary>
    protected abstract void PrepareHeaders();

    protected override async Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        if (HeadersWritten || HasEnded)
        {
            throw new InvalidOperationException("The response headers have been sent.");
        }

        CopyMetadata(responseHeaders, Http.Response.Headers);
        await SendHeadersAsync().ConfigureAwait(false);
    }

    /// <summary>Connect's unary form sends headers and body together; the others flush.</summary>
    protected virtual async Task SendHeadersAsync()
    {
        EnsureHeaders();
        await Http.Response.BodyWriter.FlushAsync().ConfigureAwait(false);
    }

    protected void EnsureHeaders()
    {
        if (!HeadersWritten)
        {
            HeadersWritten = true;
            PrepareHeaders();
        }
    }

    /// <summary>
    /// Adds metadata to header or trailer fields. Not with <c>Append</c>, which drops empty values, and an empty binary value is a value.
    /// </summary>
    protected static void CopyMetadata(Metadata source, IHeaderDictionary target, string prefix = "")
    {
        foreach (var entry in source)
        {
            if (!MetadataCodec.IsReserved(entry.Key))
            {
                var name = prefix + entry.Key;
                target[name] = Microsoft.Extensions.Primitives.StringValues.Concat(target[name], MetadataCodec.ToWire(entry));
            }
        }
    }

    private async ValueTask<object> KeepAsync(ValueTask<object> read) => _request = await read.ConfigureAwait(false);

    private Metadata ReadRequestHeaders()
    {
        var metadata = new Metadata();
        foreach (var (name, values) in Http.Request.Headers)
        {
            if (MetadataCodec.IsReserved(name))
            {
                continue;
            }

            foreach (var value in values)
            {
                if (!MetadataCodec.TryAdd(metadata, name, value ?? ""))
                {
                    throw new RpcException(new Status(StatusCode.Internal, $"The request metadata '{name}' is not base64."));
                }
            }
        }

        return metadata;
    }
}
