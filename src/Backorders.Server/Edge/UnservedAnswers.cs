using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Backorders.Server.Edge;

/// <summary>Tells a request that nothing serves what is served: 404 and 405 get a body, as 415 does (<see cref="JsonCalls"/>).</summary>
/// <param name="next">The rest of the way.</param>
/// <param name="grpcAddress">Where gRPC is spoken.</param>
internal sealed class UnservedAnswers(RequestDelegate next, Func<Uri> grpcAddress)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Runs for every request; touches only answers without a body, and no call.</summary>
    public Task InvokeAsync(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<CallInfo>() is null ? RunAsync(http) : next(http);

    private async Task RunAsync(HttpContext http)
    {
        await next(http).ConfigureAwait(false);
        if (http.Response is { HasStarted: false, ContentType: null, StatusCode: StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed })
        {
            await WriteAsync(http, "unimplemented", $"There is no {http.Request.Method} {http.Request.Path}. {Served()}").ConfigureAwait(false);
        }
    }

    /// <summary>Writes the body in the form of a failed call; the status is set.</summary>
    /// <param name="http">The request.</param>
    /// <param name="code">A name of <see cref="ConnectCodes"/>.</param>
    /// <param name="message">What was wrong, and what would be right.</param>
    public static async Task WriteAsync(HttpContext http, string code, string message)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new { code, message }, Plain);
        http.Response.ContentType = PlainForm.Json.ContentType;
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.Body.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
        }
    }

    private string Served() =>
        "Served here: POST /backorders.v1.SERVICE/CALL with content-type application/json, such as /backorders.v1.Receiving/Receive; the same as gRPC-Web; "
        + $"GET /health, /health/live and /metrics; the pages for people: GET /, /dock, /station and /trust. gRPC is at {grpcAddress()}";
}
