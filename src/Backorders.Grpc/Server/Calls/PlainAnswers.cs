using System.Globalization;
using Backorders.Grpc.Framing;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Backorders.Grpc.Server.Calls;

/// <summary>Answers to requests that never become a call.</summary>
internal static class PlainAnswers
{
    /// <summary>UNIMPLEMENTED in headers alone ("Trailers-Only"); to a client that does not speak gRPC it is 404.</summary>
    public static void Unimplemented(HttpContext http, string message)
    {
        var protocol = ContentTypes.Classify(http.Request.ContentType);
        if (protocol is not (WireProtocol.Grpc or WireProtocol.GrpcWeb or WireProtocol.GrpcWebText))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = http.Request.ContentType;
        http.Response.Headers[HeaderFields.Status] = ((int)StatusCode.Unimplemented).ToString(CultureInfo.InvariantCulture);
        http.Response.Headers[HeaderFields.Message] = GrpcMessage.Encode(message);
    }
}
