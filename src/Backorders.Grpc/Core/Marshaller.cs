namespace Grpc.Core;

/// <summary>Turns messages of one type into bytes and back. Stateless, shared by all calls.</summary>
/// <typeparam name="T">The message type.</typeparam>
public class Marshaller<T>
{
    /// <summary>A marshaller over whole arrays; each message is copied once.</summary>
    public Marshaller(Func<T, byte[]> serializer, Func<byte[], T> deserializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        ArgumentNullException.ThrowIfNull(deserializer);
        Serializer = serializer;
        Deserializer = deserializer;
        ContextualSerializer = (message, context) => context.Complete(serializer(message));
        ContextualDeserializer = context => deserializer(context.PayloadAsNewBuffer());
    }

    /// <summary>A marshaller that writes to, and reads from, the transport's buffers.</summary>
    public Marshaller(Action<T, SerializationContext> serializer, Func<DeserializationContext, T> deserializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        ArgumentNullException.ThrowIfNull(deserializer);
        ContextualSerializer = serializer;
        ContextualDeserializer = deserializer;
        Serializer = message => ArraySerializationContext.ToArray(message, serializer);
        Deserializer = bytes => deserializer(new ArrayDeserializationContext(bytes));
    }

    /// <summary>To a new array.</summary>
    public Func<T, byte[]> Serializer { get; }

    /// <summary>From an array.</summary>
    public Func<byte[], T> Deserializer { get; }

    /// <summary>To the transport's buffer.</summary>
    public Action<T, SerializationContext> ContextualSerializer { get; }

    /// <summary>From the transport's buffer, which is not valid after the call.</summary>
    public Func<DeserializationContext, T> ContextualDeserializer { get; }
}
