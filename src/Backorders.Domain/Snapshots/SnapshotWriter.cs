using System.Buffers;
using System.Text;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Snapshots;

/// <summary>
/// Writes a warehouse's state in one canonical form: the bytes are a snapshot, and their hash tells whether two states are the same.
/// Numbers are zigzag varints, texts are length-prefixed UTF-8; there are no tags, so a reader must know the <see cref="Warehouse.StateFormat"/>.
/// </summary>
internal sealed class SnapshotWriter(IBufferWriter<byte> to)
{
    public void Write(long value)
    {
        Span<byte> span = to.GetSpan(10);
        ulong zigzag = unchecked((ulong)((value << 1) ^ (value >> 63)));
        int length = 0;
        while (zigzag >= 0x80)
        {
            span[length++] = unchecked((byte)(zigzag | 0x80));
            zigzag >>= 7;
        }

        span[length++] = unchecked((byte)zigzag);
        to.Advance(length);
    }

    public void Write(bool value) => Write(value ? 1L : 0L);

    public void Write(Quantity value) => Write(value.Units);

    public void Write(Instant value) => Write(value.UnixMicroseconds);

    public void Write(string value)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        Write((long)length);
        if (length > 0)
        {
            to.Advance(Encoding.UTF8.GetBytes(value, to.GetSpan(length)));
        }
    }

    public void Write(SkuKey value)
    {
        Write(value.Owner.Value);
        Write(value.Sku.Value);
    }

    public void Write(OrderKey value)
    {
        Write(value.Owner.Value);
        Write(value.OrderNo.Value);
    }

    public void Write(AsnKey value)
    {
        Write(value.Owner.Value);
        Write(value.AsnNo.Value);
    }

    public void Write(LineKey value)
    {
        Write(value.Order);
        Write(value.LineNo);
    }

    public void Write(DockOrigin value)
    {
        Write(value.Receipt.Value);
        Write(value.DockedAt);
        Write(value.Door.Value);
    }
}
