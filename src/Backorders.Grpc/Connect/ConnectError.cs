using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Backorders.Grpc.Errors;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Backorders.Grpc.Connect;

/// <summary>The JSON body of a failed call. Source: https://connectrpc.com/docs/protocol#error-end-stream</summary>
internal static class ConnectError
{
    private static readonly TypeRegistry DebugTypes = TypeRegistry.FromFiles(Google.Rpc.ErrorDetailsReflection.Descriptor);

    private static readonly JsonFormatter DebugFormatter = new(JsonFormatter.Settings.Default.WithTypeRegistry(DebugTypes));

    // The body is JSON and nothing but JSON: quotes need no escapes that only HTML wants.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(IBufferWriter<byte> target, Status status, Metadata? trailers)
    {
        using var json = new Utf8JsonWriter(target, Plain);
        json.WriteStartObject();
        json.WriteString("code", ConnectCodes.Of(status.StatusCode).Name);
        if (status.Detail.Length > 0)
        {
            json.WriteString("message", status.Detail);
        }

        if (trailers is not null && RichStatus.From(trailers) is { Details.Count: > 0 } rich)
        {
            json.WriteStartArray("details");
            foreach (var detail in rich.Details)
            {
                WriteDetail(json, detail);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteDetail(Utf8JsonWriter json, Any detail)
    {
        var type = Any.GetTypeName(detail.TypeUrl);
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
