using System.Buffers;
using Backorders.Domain.Ids;
using Backorders.Domain.Snapshots;

namespace Backorders.Domain;

public sealed partial class Warehouse
{
    /// <summary>The number of the snapshot form. It rises with every change of it; a snapshot of another form is thrown away and folded anew.</summary>
    public const int StateFormat = 7;

    /// <summary>Writes the whole state in one canonical form: two warehouses with the same history write the same bytes.</summary>
    public void Save(IBufferWriter<byte> to) => state.Save(new SnapshotWriter(to));

    /// <summary>Reads a state that <see cref="Save"/> wrote.</summary>
    /// <exception cref="FormatException">The bytes are not such a state: throw them away and fold the journal.</exception>
    public static Warehouse Load(WarehouseId id, ReadOnlySpan<byte> from)
    {
        Warehouse warehouse = new(id);
        SnapshotReader reader = new(from, new TextPool());
        try
        {
            warehouse.state.Load(ref reader);
        }
        catch (Exception e) when (e is KeyNotFoundException or ArgumentException or OverflowException or InvalidOperationException)
        {
            throw new FormatException("The state contradicts itself.", e);
        }

        return reader.AtEnd ? warehouse : throw new FormatException("The state is followed by something else.");
    }
}
