using System.Globalization;
using Backorders.Journal;
using Backorders.Journal.Cluster;
using Backorders.Journal.Postgres;
using Backorders.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.Cluster.Tests.Race;

/// <summary>What contenders were told, kept outside of the database.</summary>
internal sealed class Ledger
{
    private readonly List<(int Shard, long Epoch, long First, long Last, string Head)> acknowledged = [];
    private readonly Dictionary<string, int> others = [];

    private readonly SortedDictionary<(int Shard, long Epoch), string> takes = [];

    /// <summary>Takes that were acknowledged.</summary>
    public long Takes => takes.Count;

    /// <summary>Takes of a shard that another contender had taken before.</summary>
    public long Takeovers => takes.Zip(takes.Skip(1)).Count(t => t.First.Key.Shard == t.Second.Key.Shard && t.First.Value != t.Second.Value);

    /// <summary>Rows that were acknowledged.</summary>
    public long AcknowledgedRows => acknowledged.Sum(a => a.Last - a.First + 1);

    public static Ledger Read(string folder)
    {
        Ledger ledger = new();
        foreach (string file in Directory.GetFiles(folder, "*.ledger"))
        {
            foreach (string line in File.ReadLines(file))
            {
                ledger.Add(file, line.Split(' '));
            }
        }

        return ledger;
    }

    /// <summary>Compares the ledger with what the database holds.</summary>
    public async Task CheckAsync(PostgresOptions options, int shards)
    {
        NodeIdentity checker = new("checker", Guid.NewGuid(), "http://127.0.0.1:1", 0);
        await using PostgresJournal journal = new(options, checker, TimeProvider.System, NullLogger<PostgresJournal>.Instance);
        for (int shard = 0; shard < shards; shard++)
        {
            List<JournalRow> rows = await ReadAllAsync(journal, shard);
            CheckChain(shard, rows, await journal.ReadHeadAsync(shard, default));
            foreach ((int _, long epoch, long first, long last, string head) in acknowledged.Where(a => a.Shard == shard))
            {
                Assert.True(last <= rows.Count, $"shard {shard}: row {last} was acknowledged in epoch {epoch}; the journal ends at {rows.Count}");
                Assert.True(rows[(int)last - 1].Hash.ToString() == head, $"shard {shard}: row {last} is not the one that was acknowledged in epoch {epoch}");
                Assert.True(rows.Skip((int)first - 1).Take((int)(last - first + 1)).All(r => r.Epoch == epoch), $"shard {shard}: rows {first} to {last} changed their epoch");
            }
        }
    }

    public override string ToString()
    {
        string rest = string.Join(", ", others.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => $"{o.Value} {Meaning(o.Key)}"));
        return $"{Takes} takes, {Takeovers} of them from another contender, {acknowledged.Count} appends with {AcknowledgedRows} rows acknowledged, {rest},";
    }

    private static string Meaning(string mark) => mark switch { "F" => "fenced", "U" => "unavailable", _ => "of unknown outcome" };

    private static async Task<List<JournalRow>> ReadAllAsync(IJournal journal, int shard)
    {
        List<JournalRow> rows = [];
        IReadOnlyList<JournalRow> page;
        while ((page = await journal.ReadAsync(shard, rows.Count, 4_096, default)).Count > 0)
        {
            rows.AddRange(page);
        }

        return rows;
    }

    private static void CheckChain(int shard, List<JournalRow> rows, ShardHead head)
    {
        (ChainHash hash, long epoch) = (ChainHash.Zero, 0);
        for (int i = 0; i < rows.Count; i++)
        {
            hash = hash.Next(rows[i].Body.Span);
            Assert.True(rows[i].Seq == i + 1, $"shard {shard}: a gap before row {rows[i].Seq}");
            Assert.True(rows[i].Hash == hash, $"shard {shard}: the link at row {rows[i].Seq} is broken");
            Assert.True(rows[i].Epoch >= epoch, $"shard {shard}: the epoch falls at row {rows[i].Seq}");
            epoch = rows[i].Epoch;
        }

        Assert.Equal(new ShardHead(rows.Count, hash), head);
    }

    private void Add(string contender, string[] line)
    {
        switch (line)
        {
            case ["A", var shard, var epoch, var first, var last, var head]:
                acknowledged.Add(((int)Number(shard), Number(epoch), Number(first), Number(last), head));
                break;
            case ["T", var shard, var epoch]:
                // A grant is given once: the same epoch of a shard for two contenders would be an error here.
                takes.Add(((int)Number(shard), Number(epoch)), contender);
                break;
            default:
                others[line[0]] = others.GetValueOrDefault(line[0]) + 1;
                break;
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
