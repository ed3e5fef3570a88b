using Backorders.Domain.Snapshots;
using Backorders.Domain.Values;

namespace Backorders.Domain.ActorData;

/// <summary>Customers who want to be told when an item is there again, in the order in which they asked, and the units that others were told of lately.</summary>
internal sealed class BackInStockList
{
    private readonly OrderedDictionary<string, Quantity> wishes = new(StringComparer.Ordinal);
    private readonly Queue<(Quantity Units, Instant Until)> spoken = new();

    public int Count => wishes.Count;

    /// <summary>In the order in which they asked.</summary>
    public IReadOnlyList<KeyValuePair<string, Quantity>> InOrder => wishes;

    public bool Has(string reference) => wishes.ContainsKey(reference);

    public void Add(string reference, Quantity quantity) => wishes.Add(reference, quantity);

    public void Remove(string reference) => wishes.Remove(reference);

    public void Speak(Quantity units, Instant at, Instant until)
    {
        while (spoken.TryPeek(out (Quantity Units, Instant Until) oldest) && oldest.Until <= at)
        {
            spoken.Dequeue();
        }

        spoken.Enqueue((units, until));
    }

    /// <summary>Units that one customer was told of, and that no other customer may be told of yet.</summary>
    public Quantity SpokenFor(Instant now)
    {
        Quantity units = Quantity.Zero;
        foreach ((Quantity part, Instant until) in spoken)
        {
            units += until > now ? part : Quantity.Zero;
        }

        return units;
    }

    /// <summary>When the next head start ends, so that somebody else may be told; <see cref="Instant.Never"/> when nobody else waits.</summary>
    public Instant NextUnspoken(Instant now)
    {
        if (Count > 0)
        {
            foreach ((_, Instant until) in spoken)
            {
                if (until > now)
                {
                    return until;
                }
            }
        }

        return Instant.Never;
    }

    public static BackInStockList Load(ref SnapshotReader from)
    {
        BackInStockList list = new();
        for (int left = from.ReadInt32(); left > 0; left--)
        {
            list.wishes.Add(from.ReadText(), from.ReadQuantity());
        }

        for (int left = from.ReadInt32(); left > 0; left--)
        {
            list.spoken.Enqueue((from.ReadQuantity(), from.ReadInstant()));
        }

        return list;
    }

    public void Save(SnapshotWriter to)
    {
        to.Write((long)wishes.Count);
        foreach ((string reference, Quantity quantity) in wishes)
        {
            to.Write(reference);
            to.Write(quantity);
        }

        to.Write((long)spoken.Count);
        foreach ((Quantity units, Instant until) in spoken)
        {
            to.Write(units);
            to.Write(until);
        }
    }
}
