using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Snapshots;

/// <summary>Reads what <see cref="SnapshotWriter"/> wrote.</summary>
/// <remarks>Every read throws <see cref="FormatException"/> when the bytes end too early or make no sense; such a snapshot is thrown away.</remarks>
internal ref struct SnapshotReader(ReadOnlySpan<byte> from, TextPool pool)
{
    private ReadOnlySpan<byte> rest = from;

    public readonly bool AtEnd => rest.IsEmpty;

    public long ReadInt64()
    {
        ulong zigzag = 0;
        for (int shift = 0, i = 0; shift < 70 && i < rest.Length; shift += 7, i++)
        {
            byte b = rest[i];
            zigzag |= unchecked((ulong)(b & 0x7F) << shift);
            if (b < 0x80)
            {
                rest = rest[(i + 1)..];
                return unchecked((long)(zigzag >> 1) ^ -(long)(zigzag & 1));
            }
        }

        throw new FormatException("The state ends within a number.");
    }

    public int ReadInt32()
    {
        long value = ReadInt64();
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw new FormatException("The state holds a number out of range.");
    }

    public bool ReadBool() => ReadInt64() != 0;

    public Quantity ReadQuantity()
    {
        long units = ReadInt64();
        return units >= 0 ? new Quantity(units) : throw new FormatException("The state holds a negative quantity.");
    }

    public Instant ReadInstant() => new(ReadInt64());

    public string ReadText()
    {
        long length = ReadInt64();
        if (length < 0 || length > rest.Length)
        {
            throw new FormatException("The state ends within a text.");
        }

        string text = pool.Get(rest[..(int)length]);
        rest = rest[(int)length..];
        return text;
    }

    public SkuKey ReadSkuKey() => new(OwnerId.FromTrusted(ReadText()), Sku.FromTrusted(ReadText()));

    public OrderKey ReadOrderKey() => new(OwnerId.FromTrusted(ReadText()), OrderNo.FromTrusted(ReadText()));

    public AsnKey ReadAsnKey() => new(OwnerId.FromTrusted(ReadText()), AsnNo.FromTrusted(ReadText()));

    public LineKey ReadLineKey() => new(ReadOrderKey(), ReadInt32());

    public DockOrigin ReadOrigin() => new(new ReceiptId(ReadInt64()), ReadInstant(), DoorId.FromTrusted(ReadText()));
}
