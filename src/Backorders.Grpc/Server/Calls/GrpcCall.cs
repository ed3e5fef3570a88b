using System.Globalization;
using Backorders.Grpc.Framing;
using Backorders.Grpc.Server.Binding;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Backorders.Grpc.Server.Calls;

/// <summary>gRPC over HTTP/2: the status travels in trailers, or in the headers when there is nothing else.</summary>
internal sealed class GrpcCall(HttpContext http, MethodSpec spec) : FramedCall(http, spec)
{
    public override WireProtocol Protocol => WireProtocol.Grpc;

    protected override string ResponseContentType => ContentTypes.Grpc;

    protected override void PutStatus(Status status, bool messagesSent)
    {
        var fields = messagesSent
            ? Http.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers
            : Http.Response.Headers;
        fields[HeaderFields.Status] = status.StatusCode == StatusCode.OK ? "0" : ((int)status.StatusCode).ToString(CultureInfo.InvariantCulture);
        if (status.Detail.Length > 0)
        {
            fields[HeaderFields.Message] = GrpcMessage.Encode(status.Detail);
        }

        if (TrailersOrNull is { } trailers)
        {
            CopyMetadata(trailers, fields);
        }
    }
}
