using System.Text;

namespace Grpc.Core;

/// <summary>Makes marshallers.</summary>
public static class Marshallers
{
    /// <summary>UTF-8 text; for tests and tools.</summary>
    public static Marshaller<string> StringMarshaller { get; } = Create(Encoding.UTF8.GetBytes, Encoding.UTF8.GetString);

    /// <summary>Over whole arrays.</summary>
    public static Marshaller<T> Create<T>(Func<T, byte[]> serializer, Func<byte[], T> deserializer) => new(serializer, deserializer);

    /// <summary>Over the transport's buffers; what generated code calls.</summary>
    public static Marshaller<T> Create<T>(Action<T, SerializationContext> serializer, Func<DeserializationContext, T> deserializer) =>
        new(serializer, deserializer);
}
