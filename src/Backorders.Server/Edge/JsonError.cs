using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Backorders.Server.Edge;

/// <summary>The JSON body of a failed call. Source: https://connectrpc.com/docs/protocol#error-end-stream</summary>
internal static class JsonError
{
    private static readonly TypeRegistry DebugTypes = TypeRegistry.FromFiles(Google.Rpc.ErrorDetailsReflection.Descriptor);

    private static readonly JsonFormatter DebugFormatter = new(JsonFormatter.Settings.Default.WithTypeRegistry(DebugTypes));

    // The body is JSON and nothing but JSON: quotes need no escapes that only HTML wants.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Answers a call with its error.</summary>
    /// <param name="http">The request.</param>
    /// <param name="status">How the call ended.</param>
    /// <param name="trailers">Its details are among them.</param>
    public static async Task WriteAsync(HttpContext http, Status status, Metadata trailers)
    {
        http.Response.StatusCode = ConnectCodes.Of(status.StatusCode).HttpStatus;
        http.Response.ContentType = PlainForm.Json.ContentType;
        if (trailers.GetRpcStatus(ignoreParseError: true)?.GetDetail<Google.Rpc.RetryInfo>() is { RetryDelay: { } delay })
        {
            // Whole seconds. Source: RFC 9110, 10.2.3.
            http.Response.Headers.RetryAfter = Math.Ceiling(delay.ToTimeSpan().TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        byte[] body = Format(status, trailers);
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>How a call ended, as JSON.</summary>
    public static byte[] Format(Status status, Metadata trailers)
    {
        using MemoryStream body = new();
        Write(body, status, trailers.GetRpcStatus(ignoreParseError: true));
        return body.ToArray();
    }

    private static void Write(Stream target, Status status, Google.Rpc.Status? rich)
    {
        using Utf8JsonWriter json = new(target, Plain);
        json.WriteStartObject();
        json.WriteString("code", ConnectCodes.Of(status.StatusCode).Name);
        if (status.Detail.Length > 0)
        {
            json.WriteString("message", status.Detail);
        }

        if (rich is { Details.Count: > 0 })
        {
            json.WriteStartArray("details");
            foreach (Any detail in rich.Details)
            {
                WriteDetail(json, detail);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteDetail(Utf8JsonWriter json, Any detail)
    {
        string type = Any.GetTypeName(detail.TypeUrl);
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteString("value", Convert.ToBase64String(detail.Value.Span).TrimEnd('='));
        if (DebugTypes.Find(type) is { } descriptor)
        {
            // For people with curl; programs read the value.
            json.WritePropertyName("debug");
            json.WriteRawValue(DebugFormatter.Format(descriptor.Parser.ParseFrom(detail.Value)));
        }

        json.WriteEndObject();
    }
}
