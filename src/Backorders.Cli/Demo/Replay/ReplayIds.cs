using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Backorders.Cli.Demo.Replay;

/// <summary>Request ids that are the same in every run: the n-th id is a hash of n.</summary>
internal sealed class ReplayIds
{
    private long count;

    public string Next()
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt64BigEndian(number, ++count);
        SHA256.HashData(number, hash);
        return new Guid(hash[..16], bigEndian: true).ToString("D");
    }
}
