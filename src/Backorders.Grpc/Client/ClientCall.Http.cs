using System.Net;
using System.Net.Http.Headers;
using Backorders.Grpc.Framing;
using Grpc.Core;

namespace Backorders.Grpc.Client;

internal sealed partial class ClientCall<TRequest, TResponse>
{
    private static readonly MediaTypeHeaderValue GrpcContentType = new("application/grpc");

    private readonly TaskCompletionSource<Metadata> _responseHeaders = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HttpResponseMessage? _response;

    public Task<Metadata> ResponseHeaders => _responseHeaders.Task;

    /// <summary>Sends the request and reads the response headers. Failures end the call and are not thrown.</summary>
    private async Task OpenAsync(Func<HttpContent> makeContent)
    {
        try
        {
            if (!Begin(out var timeout))
            {
                return;
            }

            using var request = MakeRequest(makeContent(), timeout);
            _response = await _channel.SendAsync(request, Cancellation).ConfigureAwait(false);
            if (CheckResponse(_response) is { } refusal)
            {
                End(refusal);
                return;
            }

            _responseHeaders.TrySetResult(IsTrailersOnly ? [] : ReadMetadata(_response.Headers));
            var encoding = FirstValue(_response.Headers, "grpc-encoding");
            if (encoding is not (null or "identity" or Gzip.Name))
            {
                End(new Status(StatusCode.Internal, $"The server compresses with '{encoding}', which was not offered."));
                return;
            }

            MakeReader(await _response.Content.ReadAsStreamAsync(Cancellation).ConfigureAwait(false), encoding == Gzip.Name);
        }
        catch (Exception e)
        {
            End(ToStatus(e));
        }
    }

    private bool IsTrailersOnly => _response!.Headers.Contains("grpc-status");

    private HttpRequestMessage MakeRequest(HttpContent content, TimeSpan? timeout)
    {
        content.Headers.ContentType = GrpcContentType;
        if (Options.CompressRequestsFromBytes is not null)
        {
            // On the request, not on the content: it speaks of the messages.
            content.Headers.TryAddWithoutValidation("grpc-encoding", Gzip.Name);
        }

        var request = new HttpRequestMessage(HttpMethod.Post, _channel.UriOf(_method))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        var headers = request.Headers;
        headers.Host = _host;
        headers.TryAddWithoutValidation("te", "trailers");
        headers.TryAddWithoutValidation("grpc-accept-encoding", "identity,gzip");
        if (timeout is { } limit)
        {
            headers.TryAddWithoutValidation(GrpcTimeout.Header, GrpcTimeout.Format(limit));
        }

        AddMetadata(headers, _options.Headers, unlessIn: null);
        AddMetadata(headers, Options.MetadataProvider?.Invoke(), _options.Headers);
        AddMetadata(headers, Options.DefaultMetadata, _options.Headers);
        if (_options.Headers?.Get("user-agent") is null)
        {
            headers.TryAddWithoutValidation("user-agent", "backorders-grpc");
        }

        return request;
    }

    private static void AddMetadata(HttpRequestHeaders headers, Metadata? metadata, Metadata? unlessIn)
    {
        foreach (var entry in metadata ?? Metadata.Empty)
        {
            if (!MetadataCodec.IsReserved(entry.Key) && unlessIn?.Get(entry.Key) is null)
            {
                headers.TryAddWithoutValidation(entry.Key, MetadataCodec.ToWire(entry));
            }
        }
    }

    private static Status? CheckResponse(HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return HttpFailures.FromHttpStatus(response.StatusCode);
        }

        var type = response.Content.Headers.ContentType?.MediaType;
        return type is not null
            && type.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase)
            && !type.StartsWith("application/grpc-web", StringComparison.OrdinalIgnoreCase)
            ? null
            : new Status(StatusCode.Unknown, $"The server answered with the content type '{type}', not with gRPC.");
    }

    /// <summary>Called behind the last message.</summary>
    private Status ReadTrailers()
    {
        HttpHeaders fields = IsTrailersOnly ? _response!.Headers : _response!.TrailingHeaders;
        _trailers = ReadMetadata(fields);
        var code = FirstValue(fields, "grpc-status");
        if (code is null)
        {
            return new Status(StatusCode.Internal, "The response ended without a status.");
        }

        // A number beyond the known ones is some error all the same.
        var known = int.TryParse(code, out var number) && Enum.IsDefined((StatusCode)number) ? (StatusCode)number : StatusCode.Unknown;
        return new Status(known, GrpcMessage.Decode(FirstValue(fields, "grpc-message") ?? ""));
    }

    private static string? FirstValue(HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    private static Metadata ReadMetadata(HttpHeaders headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers.NonValidated)
        {
            if (MetadataCodec.IsReserved(name))
            {
                continue;
            }

            foreach (var value in values)
            {
                if (!MetadataCodec.TryAdd(metadata, name, value))
                {
                    throw new RpcException(new Status(StatusCode.Internal, $"The response metadata '{name}' is not base64."));
                }
            }
        }

        return metadata;
    }
}
