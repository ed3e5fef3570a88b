using Backorders.Domain.ActorData;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.State;

internal sealed partial class WarehouseState
{
    private readonly SortedDictionary<(SkuKey Item, Serial Serial), SerialRecord> serials = [];

    /// <summary>A unit with a serial number that is in the building, or shipped and not yet forgotten; null when there is none.</summary>
    public SerialRecord? FindSerial(SkuKey item, Serial serial) => serials.GetValueOrDefault((item, serial));

    /// <summary>All units with serial numbers, for checks.</summary>
    public IReadOnlyCollection<SerialRecord> Serials => serials.Values;

    private void AddSerials(SkuKey item, IReadOnlyList<Serial> arrived, ReceiptId receipt, Instant at)
    {
        foreach (Serial serial in arrived)
        {
            serials[(item, serial)] = new SerialRecord(item, serial, receipt, at);
        }
    }

    private void DropSerials(SkuKey item, IReadOnlyList<Serial> gone)
    {
        foreach (Serial serial in gone)
        {
            serials.Remove((item, serial));
        }
    }

    /// <summary>A receipt that is taken back takes the serial numbers with it that stand in stock, up to as many as units left.</summary>
    private void DropSerialsOf(SkuKey item, ReceiptId receipt, Quantity units)
    {
        if (FindItem(item) is { IsSerialControlled: true })
        {
            SerialRecord[] gone = [.. serials.Values.Where(s => s.Item == item && s.Receipt == receipt && s.Task is null).Take((int)Math.Min(units.Units, int.MaxValue))];
            DropSerials(item, [.. gone.Select(s => s.Serial)]);
        }
    }

    private void TakeInHand(WorkTask task, IReadOnlyList<Serial> inHand)
    {
        foreach (Serial serial in inHand)
        {
            if (FindSerial(task.Item.Key, serial) is { } known)
            {
                known.Task = task;
                (task.Serials ??= []).Add(serial);
            }
        }
    }

    /// <summary>Units leave a task that had them in hand: the last serial numbers go first, so that everybody knows which are meant.</summary>
    private void LetGo(WorkTask task, Quantity units)
    {
        for (long left = units.Units; left > 0 && task.Serials is { Count: > 0 } held; left--)
        {
            Serial last = held.Max;
            held.Remove(last);
            if (FindSerial(task.Item.Key, last) is { } known)
            {
                known.Task = null;
            }
        }
    }

    /// <summary>Shipped units are let go with the order they went with.</summary>
    private void ForgetSerials(WorkTask task)
    {
        foreach (Serial serial in task.Serials ?? [])
        {
            if (FindSerial(task.Item.Key, serial)?.Task == task)
            {
                serials.Remove((task.Item.Key, serial));
            }
        }
    }
}
