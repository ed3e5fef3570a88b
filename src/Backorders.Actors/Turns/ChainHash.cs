using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Backorders.Actors.Turns;

/// <summary>
/// A link of the chain: SHA-256 over the link before it and a row's body. Whoever holds one link can tell whether anything up to it was changed.
/// </summary>
/// <param name="High">The first 16 bytes, big-endian.</param>
/// <param name="Low">The last 16 bytes, big-endian.</param>
public readonly record struct ChainHash(UInt128 High, UInt128 Low)
{
    /// <summary>The length when stored, in bytes.</summary>
    public const int Length = SHA256.HashSizeInBytes;

    private const int onStackMax = 2048;

    /// <summary>What stands before the first row.</summary>
    public static ChainHash Zero => default;

    /// <summary>The link for a row that follows this one.</summary>
    public ChainHash Next(ReadOnlySpan<byte> body)
    {
        int length = Length + body.Length;
        byte[]? rented = length > onStackMax ? ArrayPool<byte>.Shared.Rent(length) : null;
        Span<byte> text = rented ?? stackalloc byte[onStackMax];
        CopyTo(text);
        body.CopyTo(text[Length..]);
        Span<byte> hash = stackalloc byte[Length];
        SHA256.HashData(text[..length], hash);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return FromBytes(hash);
    }

    /// <summary>Reads a link that was stored.</summary>
    /// <exception cref="ArgumentException">There are not exactly 32 bytes.</exception>
    public static ChainHash FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length == Length
        ? new(BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]))
        : throw new ArgumentException($"A link has {Length} bytes, not {bytes.Length}.", nameof(bytes));

    /// <summary>Writes the 32 bytes.</summary>
    public void CopyTo(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt128BigEndian(to, High);
        BinaryPrimitives.WriteUInt128BigEndian(to[16..], Low);
    }

    /// <summary>The 32 bytes.</summary>
    public byte[] ToArray()
    {
        byte[] bytes = new byte[Length];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Hexadecimal, in lower case.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToArray());
}
