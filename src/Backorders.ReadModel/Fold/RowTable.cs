using Backorders.ReadModel.Port;

namespace Backorders.ReadModel.Fold;

/// <summary>Rows of one table that are in memory, and which of them have changed since the last commit.</summary>
internal sealed class RowTable<TKey, TRow>(Func<TRow, TKey> keyOf)
    where TKey : struct
    where TRow : class
{
    private readonly Dictionary<TKey, TRow> rows = [];
    private readonly Dictionary<TKey, TRow> changed = [];

    public int Count => rows.Count;

    public IReadOnlyCollection<TRow> Changed => changed.Values;

    public bool Has(TKey key) => rows.ContainsKey(key);

    public TRow? Find(TKey key) => rows.GetValueOrDefault(key);

    /// <summary>A row that is about to change.</summary>
    /// <exception cref="RowMissingException">It was never made.</exception>
    public TRow Change(TKey key)
    {
        TRow row = Find(key) ?? throw new RowMissingException($"There is no row of {typeof(TRow).Name} for {key}.");
        changed[key] = row;
        return row;
    }

    public void Add(TRow row)
    {
        rows[keyOf(row)] = row;
        changed[keyOf(row)] = row;
    }

    /// <summary>A row as it is stored.</summary>
    public void Load(TRow row) => rows[keyOf(row)] = row;

    public void Forget(TKey key) => rows.Remove(key);

    /// <summary>Everything changed has been stored. Rows that will hardly change again are let go, and all of them when there are too many.</summary>
    public void Committed(Func<TRow, bool> isFinished, int keepMax)
    {
        foreach ((TKey key, TRow row) in changed)
        {
            if (isFinished(row))
            {
                rows.Remove(key);
            }
        }

        changed.Clear();
        if (rows.Count > keepMax)
        {
            rows.Clear();
        }
    }
}
