namespace Backorders.Cli.Demo.Replay;

/// <summary>What was asked for since last Monday, by SKU: suppliers send as much, in whole cartons.</summary>
internal sealed class Demand
{
    public const long CartonUnits = 12;

    private readonly SortedDictionary<string, long> asked = new(StringComparer.Ordinal);

    public bool IsEmpty => asked.Count == 0;

    public void Ask(string sku, long units)
    {
        if (units > 0)
        {
            asked[sku] = asked.GetValueOrDefault(sku) + units;
        }
    }

    /// <summary>Takes the week: each SKU with its cartons, in the order of the codes.</summary>
    public IReadOnlyList<(string Sku, long Cartons)> Take()
    {
        (string, long)[] taken = [.. asked.Select(a => (a.Key, (a.Value + CartonUnits - 1) / CartonUnits))];
        asked.Clear();
        return taken;
    }
}
