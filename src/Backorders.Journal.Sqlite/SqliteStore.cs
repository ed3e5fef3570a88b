namespace Backorders.Journal.Sqlite;

/// <summary>What the journal does with its open database. Used by the store's thread alone.</summary>
internal sealed class SqliteStore : IDisposable
{
    private const long pageBytesMax = 4 * 1024 * 1024;

    private readonly SqliteDatabase database;
    private readonly SqliteStatement begin;
    private readonly SqliteStatement commit;
    private readonly SqliteStatement rollback;
    private readonly SqliteStatement take;
    private readonly SqliteStatement fence;
    private readonly SqliteStatement insert;
    private readonly SqliteStatement read;

    public SqliteStore(SqliteJournalOptions options, Action<string>? faultPoint)
    {
        database = new(options.Path, faultPoint);
        try
        {
            SqliteSchema.Prepare(database, options.Path, options);
            begin = database.Prepare("begin", "BEGIN IMMEDIATE");
            commit = database.Prepare("commit", "COMMIT");
            rollback = database.Prepare("rollback", "ROLLBACK");
            take = database.Prepare("take", """
                INSERT INTO shard(shard_id, epoch, grant_id, last_seq, head_hash) VALUES (?1, 1, ?2, 0, zeroblob(32))
                ON CONFLICT(shard_id) DO UPDATE SET epoch = epoch + 1, grant_id = ?2
                RETURNING epoch, last_seq, head_hash
                """);
            fence = database.Prepare("fence", """
                UPDATE shard SET last_seq = ?1, head_hash = ?2
                WHERE shard_id = ?3 AND epoch = ?4 AND grant_id = ?5 AND last_seq = ?6 AND head_hash = ?7
                """);
            insert = database.Prepare("insert", "INSERT INTO journal(shard_id, seq, epoch, kind, body, hash, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
            read = database.Prepare("read", """
                SELECT seq, epoch, kind, body, hash, at FROM journal WHERE shard_id = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3
                """);
            Snapshots = new(database, InTransaction);
            Seals = new(database, InTransaction);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public SqliteSnapshots Snapshots { get; }

    public SqliteSeals Seals { get; }

    /// <summary>The copy that is being made; null when there is none.</summary>
    public SqliteCopy? Copy { get; private set; }

    /// <exception cref="JournalHeldException">The shard is sealed.</exception>
    public ShardGrant Take(int shard)
    {
        if (Seals.WhyOf(shard) is { } why)
        {
            throw new JournalHeldException($"Shard {shard} is sealed: {why}");
        }

        Guid grant = Guid.NewGuid();
        ShardGrant? taken = null;
        InTransaction(() =>
        {
            Span<byte> id = stackalloc byte[16];
            grant.TryWriteBytes(id);
            take.Bind(1, shard).Bind(2, id);
            try
            {
                take.Step();
                taken = new(shard, take.GetInt64(0), grant, take.GetInt64(1), ChainHash.FromBytes(take.GetBytes(2)));
            }
            finally
            {
                take.Reset();
            }
        });
        return taken!;
    }

    /// <summary>Begins a transaction for one or more batches, of different shards.</summary>
    public void Begin() => begin.Run();

    /// <summary>Writes a batch into the transaction; false when the shard is another writer's, or does not stand where the batch begins.</summary>
    public bool TryWrite(JournalBatch batch)
    {
        Span<byte> id = stackalloc byte[16];
        batch.Grant.GrantId.TryWriteBytes(id);
        fence.Bind(1, batch.LastSeq).Bind(2, batch.NewHead)
            .Bind(3, batch.Grant.Shard).Bind(4, batch.Grant.Epoch).Bind(5, id).Bind(6, batch.AfterSeq).Bind(7, batch.AfterHead)
            .Run();
        if (database.Changes == 0)
        {
            return false;
        }

        insert.Bind(1, batch.Grant.Shard).Bind(3, batch.Grant.Epoch);
        foreach (JournalRow row in batch.Rows)
        {
            insert.Bind(2, row.Seq).Bind(4, (int)row.Kind).Bind(5, row.Body.Span).Bind(6, row.Hash).Bind(7, row.At).Run();
        }

        return true;
    }

    /// <summary>Makes the transaction durable. When this throws, nobody knows whether it is.</summary>
    public void Commit()
    {
        commit.Run();
        database.Reach("committed");
    }

    public void Rollback() => rollback.Run();

    public IReadOnlyList<JournalRow> Read(int shard, long afterSeq, int rowsMax)
    {
        List<JournalRow> rows = new(Math.Min(rowsMax, 4_096));
        long bytes = 0;
        read.Bind(1, shard).Bind(2, afterSeq).Bind(3, rowsMax);
        try
        {
            while (bytes < pageBytesMax && read.Step())
            {
                byte[] body = read.GetBytes(3).ToArray();
                bytes += body.Length;
                rows.Add(new(read.GetInt64(0), read.GetInt64(1), (RowKind)read.GetInt64(2), body, Hash(shard, read), read.GetInt64(5)));
            }
        }
        finally
        {
            read.Reset();
        }

        return rows;
    }

    public ShardHead ReadHead(int shard)
    {
        using SqliteStatement head = database.Prepare("head", "SELECT last_seq, head_hash FROM shard WHERE shard_id = ?1");
        return head.Bind(1, shard).Step() ? new(head.GetInt64(0), ChainHash.FromBytes(head.GetBytes(1))) : default;
    }

    public IReadOnlyList<int> ListShards()
    {
        using SqliteStatement list = database.Prepare("list", "SELECT shard_id FROM shard WHERE last_seq > 0 ORDER BY shard_id");
        List<int> shards = [];
        while (list.Step())
        {
            shards.Add((int)list.GetInt64(0));
        }

        return shards;
    }

    /// <summary>Lets the file grow no further, until it is opened again: for tests, a disk that is full.</summary>
    public void LimitPages(int pages) => database.Execute("limit", $"PRAGMA max_page_count = {pages}");

    /// <summary>Begins a copy into a file that is there and empty.</summary>
    public void BeginCopy(string path) => Copy = new(database, path);

    /// <summary>Copies some pages; true when the copy is whole, and then it holds every append up to now.</summary>
    /// <exception cref="JournalCopyException">It failed, or the store was closed since it was begun.</exception>
    public bool StepCopy(int pages) => (Copy ?? throw new JournalCopyException("The store failed while it was copied, and was opened again.", null)).Step(database, pages);

    /// <summary>Ends the copy, done or not. A connection with a copy under way would not let go of its file.</summary>
    public void EndCopy()
    {
        Copy?.Dispose();
        Copy = null;
    }

    public void Dispose()
    {
        EndCopy();
        database.Dispose();
    }

    private static ChainHash Hash(int shard, SqliteStatement row)
    {
        ReadOnlySpan<byte> hash = row.GetBytes(4);
        return hash.Length == ChainHash.Length
            ? ChainHash.FromBytes(hash)
            : throw new JournalCorruptException(shard, row.GetInt64(0), $"its hash has {hash.Length} bytes, not {ChainHash.Length}.");
    }

    private void InTransaction(Action work)
    {
        Begin();
        work();
        Commit();
    }
}
