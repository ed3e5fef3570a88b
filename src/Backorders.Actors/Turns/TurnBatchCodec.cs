using System.Buffers.Binary;
using Google.Protobuf;

namespace Backorders.Actors.Turns;

/// <summary>Batches as bytes and back: the payload of a row. The layout is FORMAT.md's; a turn's body stands in it exactly as it was chained.</summary>
public static class TurnBatchCodec
{
    /// <summary>The number of the serializer of turns and snapshots, as it stands in each row. It never changes. Akka keeps 0 to 40 for itself.</summary>
    public const int Identifier = 1001;

    /// <summary>Names this layout in a row's manifest. A layout that this one cannot read gets another name.</summary>
    public const string Manifest = "turns-1";

    /// <summary>The first bytes of a row that <see cref="DecodeHeader"/> needs.</summary>
    public const int HeaderLength = afterAt + ChainHash.Length;

    private const byte firstTag = (1 << 3) | 1;
    private const byte countTag = (2 << 3) | 5;
    private const byte kindTag = (3 << 3) | 5;
    private const byte beforeTag = (4 << 3) | 2;
    private const byte afterTag = (5 << 3) | 2;

    // A tag of one byte before each field, and one byte of length before each link.
    private const int firstAt = 1;
    private const int countAt = firstAt + sizeof(ulong) + 1;
    private const int kindAt = countAt + sizeof(uint) + 1;
    private const int beforeAt = kindAt + sizeof(uint) + 2;
    private const int afterAt = beforeAt + ChainHash.Length + 2;

    /// <summary>Writes a batch. The same batch always gives the same bytes.</summary>
    /// <exception cref="ArgumentException">The batch has no turn, or its first one is not from 1.</exception>
    public static byte[] Encode(TurnBatch batch)
    {
        if (batch.Count == 0 || batch.FirstSeq < 1)
        {
            throw new ArgumentException($"A batch has at least one turn and begins at 1 or later, not {batch.Count} from {batch.FirstSeq}.", nameof(batch));
        }

        Stored.TurnBatch stored = new()
        {
            FirstSeq = (ulong)batch.FirstSeq, Count = (uint)batch.Count, Kind = (uint)RowKind.Turn,
            Before = UnsafeByteOperations.UnsafeWrap(batch.Before.ToArray()), After = UnsafeByteOperations.UnsafeWrap(batch.After.ToArray()),
        };
        for (int i = 0; i < batch.Bodies.Count; i++)
        {
            stored.Bodies.Add(UnsafeByteOperations.UnsafeWrap(batch.Bodies[i]));
        }

        byte[] bytes = new byte[stored.CalculateSize()];
        stored.WriteTo(bytes.AsSpan());
        return bytes;
    }

    /// <summary>Reads a batch. The links are not checked: <see cref="TurnBatch.Read"/> does that.</summary>
    /// <param name="bytes">What was stored.</param>
    /// <exception cref="FormatException">The bytes are not a batch, or one of a kind that this version does not know.</exception>
    public static TurnBatch Decode(ReadOnlySpan<byte> bytes)
    {
        TurnBatchHeader header = DecodeHeader(bytes);
        try
        {
            Stored.TurnBatch stored = Stored.TurnBatch.Parser.ParseFrom(bytes);
            ReadOnlyMemory<byte>[] bodies = new ReadOnlyMemory<byte>[stored.Bodies.Count];
            for (int i = 0; i < bodies.Length; i++)
            {
                bodies[i] = stored.Bodies[i].Memory;
            }

            return bodies.Length == header.Count
                ? new(header.FirstSeq, header.Before, bodies, header.After)
                : throw new FormatException($"The bytes are not a batch of turns: {header.Count} turns are announced and {bodies.Length} are there.");
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new FormatException("The bytes are not a batch of turns: " + e.Message, e);
        }
    }

    /// <summary>Reads where a batch stands from the first <see cref="HeaderLength"/> bytes of its row.</summary>
    /// <exception cref="FormatException">The bytes do not begin a batch, or begin one of a kind that this version does not know.</exception>
    public static TurnBatchHeader DecodeHeader(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderLength || !HasItsTags(bytes))
        {
            throw new FormatException("The bytes are not a batch of turns: they do not begin as one.");
        }

        ulong first = BinaryPrimitives.ReadUInt64LittleEndian(bytes[firstAt..]);
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(bytes[countAt..]);
        uint kind = BinaryPrimitives.ReadUInt32LittleEndian(bytes[kindAt..]);
        if (kind != (uint)RowKind.Turn)
        {
            throw new FormatException($"The row's kind is {kind}, which this version does not know. Start the later program that wrote it.");
        }

        return first is >= 1 and <= long.MaxValue - int.MaxValue && count is >= 1 and <= int.MaxValue
            ? new((long)first, (int)count, ChainHash.FromBytes(bytes.Slice(beforeAt, ChainHash.Length)), ChainHash.FromBytes(bytes.Slice(afterAt, ChainHash.Length)))
            : throw new FormatException($"The bytes are not a batch of turns: {count} turns from {first} cannot be.");
    }

    private static bool HasItsTags(ReadOnlySpan<byte> bytes) =>
        bytes[firstAt - 1] == firstTag && bytes[countAt - 1] == countTag && bytes[kindAt - 1] == kindTag
        && bytes[beforeAt - 2] == beforeTag && bytes[beforeAt - 1] == ChainHash.Length
        && bytes[afterAt - 2] == afterTag && bytes[afterAt - 1] == ChainHash.Length;
}
