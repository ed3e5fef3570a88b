using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Backorders.Grpc.Framing;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Backorders.Grpc.Connect;

/// <summary>
/// Protobuf's JSON form of messages. A field that the message does not have is refused by name rather than ignored: a misspelt field of a mutation
/// would otherwise be lost in silence.
/// </summary>
internal sealed class JsonMessages
{
    private static readonly ConditionalWeakTable<FileDescriptor, JsonMessages> Cache = [];

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly JsonParser _parser;
    private readonly JsonFormatter _formatter;

    private JsonMessages(FileDescriptor file)
    {
        var types = TypeRegistry.FromFiles(file, Google.Rpc.ErrorDetailsReflection.Descriptor);
        _parser = new JsonParser(JsonParser.Settings.Default.WithTypeRegistry(types));
        _formatter = new JsonFormatter(JsonFormatter.Settings.Default.WithTypeRegistry(types));
    }

    public static JsonMessages For(MessageDescriptor message) => Cache.GetValue(message.File, static file => new JsonMessages(file));

    public IMessage Parse(in ReadOnlySequence<byte> json, MessageDescriptor message)
    {
        if (json.IsEmpty)
        {
            throw new MalformedMessageException("the body is empty; the smallest JSON message is {}.", new FormatException());
        }

        try
        {
            return _parser.Parse(StrictUtf8.GetString(json), message);
        }
        catch (Exception e) when (
            e is InvalidProtocolBufferException or InvalidJsonException or ArgumentException or FormatException or OverflowException)
        {
            throw new MalformedMessageException(e.Message, e);
        }
    }

    public byte[] Format(IMessage message) => Encoding.UTF8.GetBytes(_formatter.Format(message));
}
