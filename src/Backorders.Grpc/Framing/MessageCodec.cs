using System.Buffers;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Backorders.Grpc.Framing;

/// <summary>
/// The marshaller of one message type behind an untyped face, so that protocols need no generic virtual methods, which are slow to dispatch.
/// </summary>
internal abstract class MessageCodec
{
    /// <summary>Null when the type is no protobuf message: then the method has no JSON form.</summary>
    public abstract MessageDescriptor? Descriptor { get; }

    public abstract object Parse(PayloadContext context);

    public abstract void Serialize(object message, SerializationContext context);
}

/// <inheritdoc/>
internal sealed class MessageCodec<T> : MessageCodec
    where T : class
{
    private static readonly MessageDescriptor? TypeDescriptor = FindDescriptor();

    private static MessageCodec<T>? _last;

    private readonly Marshaller<T> _marshaller;

    private MessageCodec(Marshaller<T> marshaller)
    {
        _marshaller = marshaller;
    }

    public override MessageDescriptor? Descriptor => TypeDescriptor;

    /// <summary>Nearly every type has one marshaller, so remembering the last one spares the client an object for each call.</summary>
    public static MessageCodec<T> For(Marshaller<T> marshaller)
    {
        var last = _last;
        return last?._marshaller == marshaller ? last : _last = new MessageCodec<T>(marshaller);
    }

    public override object Parse(PayloadContext context)
    {
        try
        {
            return _marshaller.ContextualDeserializer(context);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new MalformedMessageException(e.Message, e);
        }
        finally
        {
            context.Set(ReadOnlySequence<byte>.Empty);
        }
    }

    public override void Serialize(object message, SerializationContext context) => _marshaller.ContextualSerializer((T)message, context);

    private static MessageDescriptor? FindDescriptor() =>
        typeof(IMessage).IsAssignableFrom(typeof(T)) && typeof(T).GetConstructor(Type.EmptyTypes) is not null
            ? ((IMessage)Activator.CreateInstance<T>()).Descriptor
            : null;
}
