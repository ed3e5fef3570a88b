using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Backorders.Server.Edge;

/// <summary>A call that came by plain POST, run by the library.</summary>
internal static class FramedCall
{
    /// <summary>Has the library run the call as if it had come by gRPC.</summary>
    public static async Task RunAsync(RequestDelegate next, HttpContext http, byte[] request, string? timeout, ICallResponse held)
    {
        IFeatureCollection features = http.Features;
        (IHttpResponseFeature? response, IHttpResponseBodyFeature? body) = (features.Get<IHttpResponseFeature>(), features.Get<IHttpResponseBodyFeature>());
        (IHttpResponseTrailersFeature? trailers, IHttpResetFeature? reset) = (features.Get<IHttpResponseTrailersFeature>(), features.Get<IHttpResetFeature>());
        IRequestBodyPipeFeature? pipe = features.Get<IRequestBodyPipeFeature>();
        features.Set<IHttpResponseFeature>(held);
        features.Set<IHttpResponseBodyFeature>(held);
        features.Set<IHttpResponseTrailersFeature>(held);
        features.Set<IHttpResetFeature>(held);
        features.Set<IRequestBodyPipeFeature>(new FramedRequest(PipeReader.Create(new System.Buffers.ReadOnlySequence<byte>(request))));
        (string protocol, string? contentType) = (http.Request.Protocol, http.Request.ContentType);
        (http.Request.Protocol, http.Request.ContentType) = (HttpProtocol.Http2, "application/grpc");
        if (timeout is not null)
        {
            http.Request.Headers["grpc-timeout"] = timeout;
        }

        try
        {
            await next(http).ConfigureAwait(false);
        }
        finally
        {
            (http.Request.Protocol, http.Request.ContentType) = (protocol, contentType);
            features.Set(response);
            features.Set(body);
            features.Set(trailers);
            features.Set(reset);
            features.Set(pipe);
        }
    }

    private sealed record FramedRequest(PipeReader Reader) : IRequestBodyPipeFeature;
}
