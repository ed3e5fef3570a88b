using Backorders.Journal;
using Backorders.Journal.Cluster;
using Backorders.Journal.Postgres;
using Backorders.Postgres;
using Backorders.Testing;
using Backorders.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Backorders.Cluster.Tests;

/// <summary>The primary is lost under load and its synchronous standby promoted: writers take their shards from themselves and go on, and nothing acknowledged is missing.</summary>
public sealed class FailoverTests
{
    private const int writers = 6;
    private const int appendsBefore = 40;
    private const int appendsAfter = 20;

    [PostgresFact]
    public async Task PrimaryKilledUnderLoad_StandbyPromoted_NoAcknowledgedRowIsLost()
    {
        await using PostgresServer primary = await PostgresServer.StartAsync();
        await using PostgresServer standby = await primary.AddStandbyAsync("s1");
        await primary.SetAsync("synchronous_standby_names", "s1");
        PostgresOptions options = await primary.CreateDatabaseAsync();
        await PostgresStore.MigrateAsync(options, [PostgresSchema.Part], "failover", null, default);
        string database = new NpgsqlConnectionStringBuilder(options.ConnectionString).Database!;
        options.ConnectionString = $"Host=127.0.0.1:{primary.Port},127.0.0.1:{standby.Port};Database={database};Username=postgres";
        NodeIdentity self = new("node-1", new Guid(1, 0, 0, new byte[8]), "http://127.0.0.1:1", 100);
        await using PostgresJournal journal = new(options, self, TimeProvider.System, NullLogger<PostgresJournal>.Instance);
        Writer[] all = [.. Enumerable.Range(0, writers).Select(shard => new Writer(journal, shard))];
        using CancellationTokenSource end = new();
        Task writing = Task.WhenAll(all.Select(w => Task.Run(() => w.WriteAsync(end.Token))));

        await Poll.UntilAsync(() => Task.FromResult(writing.IsFaulted || all.All(w => w.Appends >= appendsBefore)), "all append");
        await primary.KillAsync();
        int[] reached = [.. all.Select(w => w.Appends)];
        await standby.PromoteAsync();
        await Poll.UntilAsync(() => Task.FromResult(writing.IsFaulted || all.Zip(reached).All(w => w.First.Appends >= w.Second + appendsAfter)), "all append to the new primary");
        await end.CancelAsync();
        await writing;

        foreach (Writer writer in all)
        {
            await writer.CheckAsync();
        }

        Assert.True(all.Any(w => w.Failures > 0), "The load did not notice the failover.");
    }

    private sealed class Writer(IJournal journal, int shard)
    {
        private readonly SeededRandom random = new((ulong)shard);
        private readonly List<JournalRow> acknowledged = [];
        private IReadOnlyList<JournalRow> doubtful = [];
        private volatile int appends;

        public int Appends => appends;

        public int Failures { get; private set; }

        public async Task WriteAsync(CancellationToken end)
        {
            ShardGrant? grant = null;
            while (!end.IsCancellationRequested)
            {
                try
                {
                    if (grant is null)
                    {
                        grant = await journal.TakeAsync(shard, CancellationToken.None);
                        Resolve(grant);
                    }

                    JournalBatch batch = Next(grant);
                    doubtful = batch.Rows;
                    await journal.AppendAsync(batch);
                    acknowledged.AddRange(batch.Rows);
                    doubtful = [];
                    appends++;
                }
                catch (JournalException e) when (e is JournalUnavailableException or JournalOutcomeUnknownException)
                {
                    grant = null;
                    Failures++;
                }
            }
        }

        public async Task CheckAsync()
        {
            List<JournalRow> stored = [];
            IReadOnlyList<JournalRow> page;
            while ((page = await journal.ReadAsync(shard, stored.Count, 4_096, default)).Count > 0)
            {
                stored.AddRange(page);
            }

            Assert.Equal(acknowledged.Select(r => (r.Seq, r.Hash)), stored.Select(r => (r.Seq, r.Hash)));
        }

        /// <summary>The grant tells whether the append of unknown outcome landed: then it counts as acknowledged from here on.</summary>
        private void Resolve(ShardGrant grant)
        {
            if (doubtful.Count > 0 && grant.LastSeq == doubtful[^1].Seq)
            {
                acknowledged.AddRange(doubtful);
            }

            doubtful = [];
            Assert.Equal((acknowledged.Count, acknowledged.Count == 0 ? ChainHash.Zero : acknowledged[^1].Hash), (grant.LastSeq, grant.Head));
        }

        private JournalBatch Next(ShardGrant grant)
        {
            (long seq, ChainHash head) = acknowledged.Count == 0 ? (0, ChainHash.Zero) : (acknowledged[^1].Seq, acknowledged[^1].Hash);
            List<JournalRow> rows = [];
            ChainHash hash = head;
            for (int i = random.Next(1, 5); i > 0; i--)
            {
                byte[] body = random.Bytes(200);
                hash = hash.Next(body);
                rows.Add(new(seq + rows.Count + 1, grant.Epoch, RowKind.Turn, body, hash, 1));
            }

            return new(grant, seq, head, rows);
        }
    }
}
