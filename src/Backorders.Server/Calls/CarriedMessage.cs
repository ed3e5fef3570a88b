using Google.Protobuf;

namespace Backorders.Server.Calls;

/// <summary>Public messages on their way between nodes: themselves while they have not left one, bytes when they have.</summary>
internal static class CarriedMessage
{
    /// <summary>The message itself.</summary>
    /// <param name="carried">A message, or its bytes.</param>
    /// <param name="read">Makes a message of bytes.</param>
    public static T Open<T>(object carried, Func<byte[], T> read)
        where T : class => carried as T ?? read(((ByteString)carried).ToByteArray());

    /// <summary>Makes a message of bytes, where the code knows its type but not that it is a message. The library's marshallers read a call's stream only.</summary>
    public static Func<byte[], T> ReaderOf<T>()
        where T : class => Reading<T>.Read;

    private static class Reading<T>
        where T : class
    {
        private static readonly MessageParser Parser = (MessageParser)typeof(T).GetProperty(nameof(Parser))!.GetValue(null)!;

        public static readonly Func<byte[], T> Read = static bytes => (T)(object)Parser.ParseFrom(bytes);
    }
}
