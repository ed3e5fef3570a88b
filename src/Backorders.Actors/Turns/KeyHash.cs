using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Backorders.Actors.Turns;

/// <summary>SHA-256 over a kind and texts, cut to 16 bytes. Each part is led by its length, so that no two lists of parts meet in one text.</summary>
internal static class KeyHash
{
    public static UInt128 Of(string kind, string first, string second, string third = "")
    {
        int length = 16 + Bytes(kind) + Bytes(first) + Bytes(second) + Bytes(third);
        Span<byte> text = length <= 1024 ? stackalloc byte[length] : new byte[length];
        int at = 0;
        Append(text, ref at, kind);
        Append(text, ref at, first);
        Append(text, ref at, second);
        Append(text, ref at, third);
        return Of(text);
    }

    public static UInt128 Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private static int Bytes(string text) => Encoding.UTF8.GetByteCount(text);

    private static void Append(Span<byte> to, ref int at, string text)
    {
        int written = Encoding.UTF8.GetBytes(text, to[(at + 4)..]);
        BinaryPrimitives.WriteInt32BigEndian(to[at..], written);
        at += 4 + written;
    }
}
