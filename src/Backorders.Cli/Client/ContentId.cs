using System.Security.Cryptography;
using Google.Protobuf;

namespace Backorders.Cli.Client;

/// <summary>A request id made from the content: the same file sent again is the same request.</summary>
internal static class ContentId
{
    private const int GuidBytes = 16;

    public static string Of(IMessage message) => new Guid(SHA256.HashData(message.ToByteArray()).AsSpan(0, GuidBytes), bigEndian: true).ToString("D");
}
