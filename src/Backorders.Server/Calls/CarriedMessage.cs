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
}
