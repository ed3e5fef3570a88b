using Backorders.Domain.ActorData;
using Backorders.Domain.Ids;
using Backorders.Domain.Snapshots;
using Backorders.Domain.Values;

namespace Backorders.Domain.State;

internal static partial class SnapshotForms
{
    public static void Write(SnapshotWriter to, OwnerId owner, Item item)
    {
        to.Write(owner.Value);
        to.Write(item.Sku.Value);
        to.Write(item.Description);
        to.Write(item.IsGoods);
        to.Write(item.ReleaseAt);
        to.Write((long)item.Substitutes.Count);
        foreach (Sku substitute in item.Substitutes)
        {
            to.Write(substitute.Value);
        }

        to.Write((long)item.Units.Count);
        foreach (UnitOfMeasure unit in item.Units)
        {
            to.Write(unit.Name.Value);
            to.Write(unit.BaseUnits);
            to.Write(unit.Unbreakable);
        }

        to.Write((long)item.Barcodes.Count);
        foreach (Barcode barcode in item.Barcodes)
        {
            to.Write(barcode.Gtin.Value);
            to.Write(barcode.Unit.Value);
        }

        to.Write(item.IsLotControlled);
        to.Write(item.IsExpiryControlled);
        to.Write((long)item.MinRemainingDays);
        to.Write(item.IsSerialControlled);
    }

    public static (SkuKey Key, Item Item) ReadItem(ref SnapshotReader from)
    {
        SkuKey key = from.ReadSkuKey();
        string description = from.ReadText();
        bool isGoods = from.ReadBool();
        Instant releaseAt = from.ReadInstant();
        Sku[] substitutes = new Sku[from.ReadInt32()];
        for (int i = 0; i < substitutes.Length; i++)
        {
            substitutes[i] = Sku.FromTrusted(from.ReadText());
        }

        UnitOfMeasure[] units = new UnitOfMeasure[from.ReadInt32()];
        for (int i = 0; i < units.Length; i++)
        {
            units[i] = new UnitOfMeasure(UnitName.FromTrusted(from.ReadText()), from.ReadInt64()) { Unbreakable = from.ReadBool() };
        }

        Barcode[] barcodes = new Barcode[from.ReadInt32()];
        for (int i = 0; i < barcodes.Length; i++)
        {
            barcodes[i] = new Barcode(Gtin.FromTrusted(from.ReadText()), UnitName.FromTrusted(from.ReadText()));
        }

        return (key, new Item(key.Sku, description, isGoods, units)
        {
            ReleaseAt = releaseAt,
            Substitutes = substitutes,
            Barcodes = barcodes,
            IsLotControlled = from.ReadBool(),
            IsExpiryControlled = from.ReadBool(),
            MinRemainingDays = from.ReadInt32(),
            IsSerialControlled = from.ReadBool(),
        });
    }

    public static void Write(SnapshotWriter to, VarianceRecord v)
    {
        to.Write(v.Item);
        to.Write(v.Scan.Device.Value);
        to.Write(v.Scan.Scan.Value);
        to.Write(v.Quantity);
        to.Write(v.At);
    }

    public static VarianceRecord ReadVariance(ref SnapshotReader from) => new(
        from.ReadSkuKey(), new ScanKey(DeviceId.FromTrusted(from.ReadText()), ScanId.FromTrusted(from.ReadText())), from.ReadQuantity(), from.ReadInstant());

    public static void Write(SnapshotWriter to, SerialRecord s)
    {
        to.Write(s.Item);
        to.Write(s.Serial.Value);
        to.Write(s.Receipt.Value);
        to.Write(s.At);
        to.Write(s.Task?.Id.Value ?? 0);
    }

    public static (SerialRecord Serial, TaskId Task) ReadSerial(ref SnapshotReader from) => (
        new SerialRecord(from.ReadSkuKey(), Serial.FromTrusted(from.ReadText()), new ReceiptId(from.ReadInt64()), from.ReadInstant()), new TaskId(from.ReadInt64()));

    public static void Write(SnapshotWriter to, Lot? lot)
    {
        to.Write(lot is not null);
        if (lot is not null)
        {
            to.Write(lot.No.Value);
            to.Write(lot.Expiry is { } day ? (long)day.DayNumber : -1);
        }
    }

    public static Lot? ReadLot(ref SnapshotReader from)
    {
        if (!from.ReadBool())
        {
            return null;
        }

        LotNo no = LotNo.FromTrusted(from.ReadText());
        return from.ReadInt32() is var day && day < 0 ? new Lot(no, null) : new Lot(no, DateOnly.FromDayNumber(day));
    }

    private static void WriteGoods(SnapshotWriter to, BackorderLine line)
    {
        to.Write((long)(line.HeldLots?.Count ?? 0));
        foreach (HeldLot held in line.HeldLots ?? [])
        {
            Write(to, held.Lot);
            to.Write(held.Units);
            to.Write(held.FromStorage);
        }
    }

    private static List<HeldLot>? ReadHeldLots(ref SnapshotReader from)
    {
        int count = from.ReadInt32();
        List<HeldLot>? held = count == 0 ? null : [];
        for (int i = 0; i < count; i++)
        {
            held!.Add(new HeldLot(ReadLot(ref from)!) { Units = from.ReadQuantity(), FromStorage = from.ReadQuantity() });
        }

        return held;
    }

    public static void Write(SnapshotWriter to, ContainerRecord c)
    {
        to.Write(c.Asn);
        to.Write(c.Announced.Lpn);
        to.Write((long)c.Announced.Contents.Count);
        foreach (AnnouncedLine line in c.Announced.Contents)
        {
            to.Write(line.Sku.Value);
            to.Write(line.Quantity);
        }

        to.Write(c.ReceivedAt);
    }

    public static ContainerRecord ReadContainer(ref SnapshotReader from)
    {
        AsnKey asn = from.ReadAsnKey();
        string lpn = from.ReadText();
        AnnouncedLine[] contents = new AnnouncedLine[from.ReadInt32()];
        for (int i = 0; i < contents.Length; i++)
        {
            contents[i] = new AnnouncedLine(Sku.FromTrusted(from.ReadText()), from.ReadQuantity());
        }

        return new ContainerRecord(asn.Owner, asn, new AnnouncedContainer(lpn, contents)) { ReceivedAt = from.ReadInstant() };
    }
}
