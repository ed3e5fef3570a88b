using System.Buffers.Binary;
using Google.Protobuf;

namespace Backorders.Actors.Turns;

/// <summary>A warehouse's snapshots as bytes and back. What the parts hold is not this code's to know.</summary>
public static class SnapshotPayload
{
    /// <summary>Names this layout in a snapshot's manifest.</summary>
    public const string Manifest = "state-1";

    /// <summary>The first bytes that <see cref="DecodeHeader"/> needs.</summary>
    public const int HeaderLength = headAt + ChainHash.Length;

    private const byte seqTag = (1 << 3) | 1;
    private const byte formatTag = (2 << 3) | 5;
    private const byte headTag = (3 << 3) | 2;
    private const byte partTag = (4 << 3) | 2;

    private const int seqAt = 1;
    private const int formatAt = seqAt + sizeof(ulong) + 1;
    private const int headAt = formatAt + sizeof(uint) + 2;

    /// <summary>Writes a snapshot.</summary>
    /// <exception cref="ArgumentException">It is of no turn, or its format has no number.</exception>
    public static byte[] Encode(StoredSnapshot snapshot)
    {
        if (snapshot.Seq < 1 || snapshot.Format < 1)
        {
            throw new ArgumentException($"A snapshot is of a turn and a format from 1, not {snapshot.Seq} and {snapshot.Format}.", nameof(snapshot));
        }

        Stored.StateSnapshot stored = new()
        {
            Seq = (ulong)snapshot.Seq, Format = (uint)snapshot.Format, Head = UnsafeByteOperations.UnsafeWrap(snapshot.Head.ToArray()),
        };
        foreach (ReadOnlyMemory<byte> part in snapshot.Parts)
        {
            stored.Parts.Add(UnsafeByteOperations.UnsafeWrap(part));
        }

        byte[] bytes = new byte[stored.CalculateSize()];
        stored.WriteTo(bytes.AsSpan());
        return bytes;
    }

    /// <summary>Writes a snapshot without copying its parts: the pieces, one after the other, are what <see cref="Encode"/> returns.</summary>
    /// <exception cref="ArgumentException">It is of no turn, or its format has no number.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> EncodePieces(StoredSnapshot snapshot)
    {
        List<ReadOnlyMemory<byte>> pieces = [Encode(snapshot with { Parts = [] })];
        foreach (ReadOnlyMemory<byte> part in snapshot.Parts)
        {
            byte[] before = new byte[1 + CodedOutputStream.ComputeLengthSize(part.Length)];
            CodedOutputStream to = new(before);
            to.WriteRawTag(partTag);
            to.WriteLength(part.Length);
            to.Flush();
            pieces.Add(before);
            pieces.Add(part);
        }

        return pieces;
    }

    /// <summary>Reads a snapshot. Its parts are places in <paramref name="bytes"/>: a state of hundreds of megabytes is not held twice.</summary>
    /// <exception cref="FormatException">The bytes are none.</exception>
    public static StoredSnapshot Decode(ReadOnlyMemory<byte> bytes)
    {
        StoredSnapshot header = DecodeHeader(bytes.Span);
        List<ReadOnlyMemory<byte>> parts = [];
        int at = HeaderLength;
        while (at < bytes.Length)
        {
            if (bytes.Span[at++] != partTag)
            {
                throw new FormatException($"The bytes are not a snapshot: at {at - 1} stands something else than a part.");
            }

            int length = ReadLength(bytes.Span, ref at);
            if (length > bytes.Length - at)
            {
                throw new FormatException($"The bytes are not a snapshot: a part of {length} bytes is announced at {at}, and {bytes.Length - at} are there.");
            }

            parts.Add(bytes.Slice(at, length));
            at += length;
        }

        return header with { Parts = parts };
    }

    /// <summary>Reads what a snapshot is of from its first <see cref="HeaderLength"/> bytes: the snapshot without its parts.</summary>
    /// <exception cref="FormatException">The bytes do not begin a snapshot.</exception>
    public static StoredSnapshot DecodeHeader(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderLength || bytes[seqAt - 1] != seqTag || bytes[formatAt - 1] != formatTag
            || bytes[headAt - 2] != headTag || bytes[headAt - 1] != ChainHash.Length)
        {
            throw new FormatException("The bytes are not a snapshot: they do not begin as one.");
        }

        ulong seq = BinaryPrimitives.ReadUInt64LittleEndian(bytes[seqAt..]);
        uint format = BinaryPrimitives.ReadUInt32LittleEndian(bytes[formatAt..]);
        return seq is >= 1 and <= long.MaxValue && format is >= 1 and <= int.MaxValue
            ? new((long)seq, ChainHash.FromBytes(bytes.Slice(headAt, ChainHash.Length)), (int)format, [])
            : throw new FormatException($"The bytes are not a snapshot: turn {seq} in format {format} cannot be.");
    }

    /// <summary>A number in groups of seven bits, the lowest first (protobuf.dev/programming-guides/encoding).</summary>
    private static int ReadLength(ReadOnlySpan<byte> bytes, ref int at)
    {
        long length = 0;
        for (int shift = 0; at < bytes.Length && shift < 35; shift += 7)
        {
            byte next = bytes[at++];
            length |= (long)(next & 0x7F) << shift;
            if (next < 0x80 && length <= int.MaxValue)
            {
                return (int)length;
            }
        }

        throw new FormatException("The bytes are not a snapshot: a length cannot be read.");
    }
}
