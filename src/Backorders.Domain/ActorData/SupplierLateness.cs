using Backorders.Domain.Ids;
using Backorders.Domain.Snapshots;
using Backorders.Domain.Values;

namespace Backorders.Domain.ActorData;

/// <summary>
/// How late each supplier's shipments came to each owner: the first receipt minus the ETA that stood then, in whole minutes; negative when early. A receipt that is
/// taken back changes nothing: the truck was there.
/// </summary>
internal sealed class SupplierLateness
{
    /// <summary>Shipments that are remembered of a supplier: what was long ago says little of the next truck.</summary>
    public const int Remembered = 50;

    /// <summary>Shipments from which on a figure is given: of fewer, the percentile would be the latest of all.</summary>
    public const int Enough = 8;

    /// <summary>Suppliers that are remembered; the one heard of longest ago is forgotten first. A supplier is a free text, and texts never repeat when a number is put into them.</summary>
    public const int SuppliersMax = 10_000;

    private const int Percentile = 80;

    private readonly Dictionary<(OwnerId Owner, string Supplier), LinkedListNode<Record>> records = [];
    private readonly LinkedList<Record> byAge = new();

    /// <summary>Remembers a shipment's first receipt. One whose supplier was not named is not counted.</summary>
    public void Add(OwnerId owner, string supplier, TimeSpan late)
    {
        if (supplier.Length == 0)
        {
            return;
        }

        if (records.TryGetValue((owner, supplier), out LinkedListNode<Record>? known))
        {
            byAge.Remove(known);
            byAge.AddLast(known);
        }
        else
        {
            known = Insert(new Record(owner, supplier));
        }

        Queue<long> minutes = known.Value.Minutes;
        minutes.Enqueue(FloorMinutes(late));
        if (minutes.Count > Remembered)
        {
            minutes.Dequeue();
        }

        if (records.Count > SuppliersMax)
        {
            Record oldest = byAge.First!.Value;
            byAge.RemoveFirst();
            records.Remove((oldest.Owner, oldest.Supplier));
        }
    }

    /// <summary>By how much four of five shipments were late at most: the 80th percentile by nearest rank. Null when too few have come.</summary>
    public TimeSpan? Of(OwnerId owner, string supplier)
    {
        if (!records.TryGetValue((owner, supplier), out LinkedListNode<Record>? known) || known.Value.Minutes.Count < Enough)
        {
            return null;
        }

        long[] sorted = [.. known.Value.Minutes.Order()];
        int rank = ((sorted.Length * Percentile) + 99) / 100;
        return TimeSpan.FromMinutes(sorted[rank - 1]);
    }

    public void Save(SnapshotWriter to)
    {
        to.Write((long)byAge.Count);
        foreach (Record record in byAge)
        {
            to.Write(record.Owner.Value);
            to.Write(record.Supplier);
            to.Write((long)record.Minutes.Count);
            foreach (long minutes in record.Minutes)
            {
                to.Write(minutes);
            }
        }
    }

    public void Load(ref SnapshotReader from)
    {
        int count = from.ReadInt32();
        for (int i = 0; i < count; i++)
        {
            Record record = Insert(new Record(OwnerId.FromTrusted(from.ReadText()), from.ReadText())).Value;
            int kept = from.ReadInt32();
            for (int k = 0; k < kept; k++)
            {
                record.Minutes.Enqueue(from.ReadInt64());
            }
        }
    }

    private LinkedListNode<Record> Insert(Record record)
    {
        LinkedListNode<Record> node = byAge.AddLast(record);
        records.Add((record.Owner, record.Supplier), node);
        return node;
    }

    private static long FloorMinutes(TimeSpan span) => (long)Math.Floor((decimal)span.Ticks / TimeSpan.TicksPerMinute);

    private sealed class Record(OwnerId owner, string supplier)
    {
        public OwnerId Owner { get; } = owner;

        public string Supplier { get; } = supplier;

        /// <summary>The oldest first.</summary>
        public Queue<long> Minutes { get; } = new();
    }
}
