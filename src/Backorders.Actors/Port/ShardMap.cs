using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Port;

/// <summary>
/// Which shard holds a warehouse: the first 8 bytes of SHA-256 over the id's UTF-8 text, read big-endian, modulo the number of shards. Stored journals
/// depend on it: it never changes.
/// </summary>
public static class ShardMap
{
    /// <summary>How many shards there are, for the life of a store.</summary>
    public const int ShardCount = 256;

    /// <summary>The shard of a warehouse, from 0.</summary>
    public static int ShardOf(WarehouseId warehouse)
    {
        Span<byte> text = stackalloc byte[4 * WarehouseId.MaxLength];
        int length = Encoding.UTF8.GetBytes(warehouse.Value, text);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..length], hash);
        return (int)(BinaryPrimitives.ReadUInt64BigEndian(hash) % ShardCount);
    }
}
