using System.Globalization;
using System.Text;
using Backorders.Journal;
using Backorders.Journal.Cluster;
using Backorders.Journal.Postgres;
using Backorders.Postgres;
using Backorders.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.Cluster.Tests.Race;

/// <summary>
/// A hostile owner: takes shards from whoever has them and appends as fast as it can, until it is killed or its time is over. Whatever is acknowledged to it
/// goes into its ledger at once, by a write that outlives the process.
/// </summary>
internal sealed class Contender(PostgresJournal journal, SeededRandom random, FileStream ledger)
{
    private const int turnsMax = 12;

    /// <param name="args">Connection string, ledger file, seed, name.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        ulong seed = ulong.Parse(args[2], CultureInfo.InvariantCulture);
        PostgresOptions options = new() { ConnectionString = args[0], Lanes = 2 };
        NodeIdentity self = new(args[3], Guid.NewGuid(), "http://127.0.0.1:1", 100);
        await using PostgresJournal journal = new(options, self, TimeProvider.System, NullLogger<PostgresJournal>.Instance, takeGuard: false);
        await using FileStream ledger = new(args[1], FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

        // One writer a shard, as a node has it: appends of different shards meet in the lanes.
        Contender[] all = [.. Enumerable.Range(0, RaceTests.Shards).Select(s => new Contender(journal, new SeededRandom(seed + (ulong)s), ledger))];
        using CancellationTokenSource over = new();
        Task parent = Task.Run(Console.In.ReadToEnd);
        Task racing = Task.WhenAll(all.Select((c, shard) => Task.Run(() => c.RaceAsync(shard, over.Token))));
        await Task.WhenAny(parent, racing);
        await over.CancelAsync();
        await racing;
        return 0;
    }

    private async Task RaceAsync(int shard, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                ShardGrant grant = await journal.TakeAsync(shard, over);
                Note($"T {shard} {grant.Epoch}");
                await AppendUnderAsync(grant, over);
            }
            catch (JournalUnavailableException)
            {
                Note("U");
            }
            catch (JournalFencedException)
            {
                Note("F");
            }
            catch (JournalOutcomeUnknownException)
            {
                Note("?");
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task AppendUnderAsync(ShardGrant grant, CancellationToken over)
    {
        (long seq, ChainHash head) = (grant.LastSeq, grant.Head);
        for (int turns = random.Next(1, turnsMax); turns > 0 && !over.IsCancellationRequested; turns--)
        {
            JournalBatch batch = Batch(grant, seq, head);
            await journal.AppendAsync(batch);
            Note($"A {grant.Shard} {grant.Epoch} {batch.AfterSeq + 1} {batch.LastSeq} {batch.NewHead}");
            (seq, head) = (batch.LastSeq, batch.NewHead);
        }
    }

    private JournalBatch Batch(ShardGrant grant, long seq, ChainHash head)
    {
        List<JournalRow> rows = [];
        ChainHash hash = head;
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            byte[] body = random.Bytes(random.Next(20, 400));
            hash = hash.Next(body);
            rows.Add(new(seq + rows.Count + 1, grant.Epoch, RowKind.Turn, body, hash, seq));
        }

        return new(grant, seq, head, rows);
    }

    private void Note(string line)
    {
        lock (ledger)
        {
            ledger.Write(Encoding.ASCII.GetBytes(line + "\n"));
        }
    }
}
