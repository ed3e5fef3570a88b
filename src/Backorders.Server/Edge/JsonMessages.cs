using System.Runtime.CompilerServices;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Backorders.Server.Edge;

/// <summary>
/// Protobuf's JSON form of messages. A field that the message does not have is refused by name rather than ignored: a misspelt field of a mutation
/// would otherwise be lost in silence.
/// </summary>
internal sealed class JsonMessages
{
    private static readonly ConditionalWeakTable<FileDescriptor, JsonMessages> Cache = [];

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly JsonParser parser;
    private readonly JsonFormatter formatter;

    private JsonMessages(FileDescriptor file)
    {
        TypeRegistry types = TypeRegistry.FromFiles(file, Google.Rpc.ErrorDetailsReflection.Descriptor);
        parser = new JsonParser(JsonParser.Settings.Default.WithTypeRegistry(types));
        formatter = new JsonFormatter(JsonFormatter.Settings.Default.WithTypeRegistry(types));
    }

    /// <summary>The form of a message's file.</summary>
    public static JsonMessages For(MessageDescriptor message) => Cache.GetValue(message.File, static file => new JsonMessages(file));

    /// <summary>Reads a message.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT: it is none, and the text says where.</exception>
    public IMessage Parse(ReadOnlySpan<byte> json, MessageDescriptor message)
    {
        if (json.IsEmpty)
        {
            throw Malformed("the body is empty; the smallest JSON message is {}.");
        }

        try
        {
            return parser.Parse(StrictUtf8.GetString(json), message);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException or ArgumentException or FormatException or OverflowException)
        {
            throw Malformed(e.Message);
        }
    }

    /// <summary>Writes a message.</summary>
    public byte[] Format(IMessage message) => Encoding.UTF8.GetBytes(formatter.Format(message));

    private static RpcException Malformed(string why) => new(new Status(StatusCode.InvalidArgument, "A message cannot be parsed: " + why));
}
