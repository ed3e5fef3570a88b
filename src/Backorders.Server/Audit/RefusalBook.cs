using Backorders.Domain.Values;

namespace Backorders.Server.Audit;

/// <summary>
/// Counts equal refusals of a minute together, so that a caller who is refused ten thousand times is one record. Bounded: what is new beyond <paramref name="rowsMax"/> in a minute is only
/// counted, in a record of its own. Thread-safe.
/// </summary>
/// <param name="rowsMax">Different refusals of a minute.</param>
internal sealed class RefusalBook(int rowsMax)
{
    /// <summary>The reason of the record that says how many refusals are not on record.</summary>
    public const string LostReason = "NOT_ON_RECORD";

    /// <summary>
    /// Different refusals of one key and address in a minute; what it tries beyond that is counted together without call and thing, so that one caller who tries number after number
    /// leaves room for the others.
    /// </summary>
    public const int PerSourceMax = 20;

    /// <summary>How long equal refusals are counted together, from the first.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<Likeness, Entry> entries = [];
    private readonly Dictionary<(string KeyId, string Source), int> sources = [];

    /// <summary>Notes a refusal.</summary>
    /// <param name="refusal">A record with an id of its own, which is not used when it is counted with another.</param>
    /// <param name="source">Where it came from, without what a caller can choose freely: an IPv6 address is its network.</param>
    /// <returns>False when it is not on record but for its number.</returns>
    public bool Note(AuditRecord refusal, string source)
    {
        lock (gate)
        {
            Likeness alike = new(refusal.KeyId, refusal.Owner, refusal.Address, refusal.Warehouse, refusal.Call, refusal.Thing, refusal.Number, refusal.Reason);
            if (entries.TryGetValue(alike, out Entry? known))
            {
                known.Count(refusal.At);
                return true;
            }

            int others = sources.GetValueOrDefault((refusal.KeyId, source));
            if (others >= PerSourceMax)
            {
                refusal = refusal with
                {
                    Owner = string.Empty, Address = source, Warehouse = string.Empty, Call = string.Empty, Thing = string.Empty, Number = string.Empty,
                    Detail = "more calls and things of this caller, counted together",
                };
                alike = new(refusal.KeyId, string.Empty, source, string.Empty, string.Empty, string.Empty, string.Empty, refusal.Reason);
                if (entries.TryGetValue(alike, out known))
                {
                    known.Count(refusal.At);
                    return true;
                }
            }

            bool isKept = entries.Count < rowsMax;
            if (!isKept)
            {
                refusal = refusal with
                {
                    KeyId = string.Empty, Owner = string.Empty, Roles = 0, Address = string.Empty, Warehouse = string.Empty, Call = string.Empty, Thing = string.Empty,
                    Number = string.Empty, Reason = LostReason, Detail = "refusals beyond Audit:RefusalsPerMinute",
                };
                alike = new(string.Empty, string.Empty, string.Empty, string.Empty, string.Empty, string.Empty, string.Empty, LostReason);
                if (entries.TryGetValue(alike, out known))
                {
                    known.Count(refusal.At);
                    return false;
                }
            }

            (string, string) from = (refusal.KeyId, source);
            sources[from] = sources.GetValueOrDefault(from) + 1;
            entries.Add(alike, new Entry(refusal, from));
            return isKept;
        }
    }

    /// <summary>What changed since it was last written.</summary>
    public IReadOnlyList<AuditRecord> Changed()
    {
        lock (gate)
        {
            return [.. entries.Values.Where(e => e.IsChanged).Select(e => e.Record)];
        }
    }

    /// <summary>Takes note that records are stored, and forgets what is stored and whose minute is over.</summary>
    public void Stored(IReadOnlyList<AuditRecord> records, Instant now)
    {
        lock (gate)
        {
            Dictionary<string, long> stored = records.ToDictionary(r => r.Id, r => r.Times);
            foreach ((Likeness alike, Entry entry) in entries.ToArray())
            {
                entry.IsChanged &= !(stored.TryGetValue(entry.Record.Id, out long times) && times == entry.Record.Times);
                if (!entry.IsChanged && now - entry.Record.At >= Window)
                {
                    entries.Remove(alike);
                    Forget(entry.Source);
                }
            }
        }
    }

    private void Forget((string KeyId, string Source) source)
    {
        int left = sources.GetValueOrDefault(source) - 1;
        if (left > 0)
        {
            sources[source] = left;
        }
        else
        {
            sources.Remove(source);
        }
    }

    private readonly record struct Likeness(string KeyId, string Owner, string Address, string Warehouse, string Call, string Thing, string Number, string Reason);

    private sealed class Entry(AuditRecord first, (string KeyId, string Source) source)
    {
        public AuditRecord Record { get; private set; } = first;

        public (string KeyId, string Source) Source { get; } = source;

        public bool IsChanged { get; set; } = true;

        public void Count(Instant at)
        {
            Record = Record with { Times = Record.Times + 1, LastAt = at > Record.LastAt ? at : Record.LastAt };
            IsChanged = true;
        }
    }
}
