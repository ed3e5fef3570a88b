using System.Globalization;
using Backorders.Actors.Sessions;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Turns;
using Backorders.Domain.Ids;

namespace Backorders.EndToEnd.Tests.Cluster.WarehouseRace;

/// <summary>What callers were told, kept outside of the database, and what the database holds.</summary>
internal sealed class WarehouseLedger
{
    private readonly List<(string Warehouse, long Seq, long At, string Key)> told = [];
    private readonly SortedDictionary<string, long> refused = new(StringComparer.Ordinal);
    private readonly HashSet<string> writers = [];
    private long rows;
    private long turns;
    private long takeovers;
    private long invariantFaults;

    public long Told => told.Count;

    public long Rows => rows;

    /// <summary>Rows of another writer than the row before.</summary>
    public long Takeovers => takeovers;

    public static WarehouseLedger Read(string folder)
    {
        WarehouseLedger ledger = new();
        foreach (string file in Directory.GetFiles(folder, "*.ledger"))
        {
            foreach (string line in File.ReadLines(file))
            {
                ledger.Add(line.Split(' '));
            }
        }

        return ledger;
    }

    /// <summary>Holds what was told against what is stored: numbers without gaps, an unbroken chain that folds, every command once, and everything that was told.</summary>
    /// <param name="store">Reads the journal.</param>
    /// <param name="writersOf">The writer of each of a warehouse's rows, in order.</param>
    public async Task CheckAsync(ITurnRows store, Func<WarehouseId, Task<IReadOnlyList<string>>> writersOf)
    {
        foreach (WarehouseId warehouse in WarehouseRaceTests.Warehouses)
        {
            Dictionary<string, (long Seq, long At)> stored = await FoldAsync(store, warehouse);
            foreach ((string _, long seq, long at, string key) in told.Where(t => t.Warehouse == warehouse.Value))
            {
                Assert.True(stored.TryGetValue(key, out (long Seq, long At) there), $"{warehouse}: turn {seq} was told to the caller of {key}; the journal does not have it");
                Assert.True(there == (seq, at), $"{warehouse}: the caller of {key} was told turn {seq} at {at}; the journal has it at turn {there.Seq} at {there.At}");
            }

            IReadOnlyList<string> all = await writersOf(warehouse);
            writers.UnionWith(all);
            takeovers += all.Zip(all.Skip(1)).Count(pair => pair.First != pair.Second);
        }

        Assert.Equal(0, invariantFaults);
    }

    public override string ToString() =>
        $"{rows} rows with {turns} turns by {writers.Count} writers, {takeovers} rows after another's, {told.Count} answers, refused {string.Join(", ", refused.Select(r => $"{r.Value} {r.Key}"))}";

    private async Task<Dictionary<string, (long Seq, long At)>> FoldAsync(ITurnRows store, WarehouseId warehouse)
    {
        Dictionary<string, (long Seq, long At)> stored = [];
        ShardFold fold = new();
        long row = 0;
        IReadOnlyList<TurnRow> page;
        while ((page = await store.ReadAfterAsync(warehouse, row, 4_000_000, default)).Count > 0)
        {
            foreach (TurnRow next in page)
            {
                SessionBatches.Fold(fold, warehouse, next.Batch);
                foreach (JournaledTurn turn in next.Batch.Read().Where(t => !t.Turn.Key.IsNone))
                {
                    Assert.True(stored.TryAdd(turn.Turn.Key.ToString(), (turn.Seq, turn.Turn.At.UnixMicroseconds)), $"{warehouse}: {turn.Turn.Key} was done twice, again in turn {turn.Seq}");
                }

                row = next.Number;
            }
        }

        Assert.Empty(fold.FindOrAdd(warehouse).Warehouse.CheckInvariants(fold.LastAt));
        (rows, turns) = (rows + row, turns + fold.LastSeq);
        return stored;
    }

    private void Add(string[] line)
    {
        switch (line)
        {
            case ["A", var warehouse, var seq, var at, var key]:
                told.Add((warehouse, Number(seq), Number(at), key));
                break;
            case ["R", var reason]:
                refused[reason] = refused.GetValueOrDefault(reason) + 1;
                break;
            case ["S", var faults]:
                invariantFaults += Number(faults);
                break;
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
