using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;

namespace Backorders.Cli.Output;

/// <summary>What programs read: one object a line. Messages of the contract keep the names of their fields.</summary>
internal static class Json
{
    private static readonly JsonFormatter Messages = new(JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true).WithFormatDefaultValues(true));
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Line(IMessage message) => Messages.Format(message);

    public static string Line(params (string Name, object? Value)[] fields) =>
        JsonSerializer.Serialize(fields.ToDictionary(f => f.Name, f => f.Value), Relaxed);
}
