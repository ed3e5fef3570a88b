// A receipt ends here: when AppendAsync returns, it is durable, and its answer leaves by Backorders.Engine/Sessions/SessionOutbox.cs.
using Backorders.Journal.Cluster;
using Microsoft.Extensions.Logging;

namespace Backorders.Journal.Sqlite;

/// <summary>The embedded journal: one SQLite file, one connection, one thread that does everything.</summary>
/// <remarks>
/// <para><b>One connection.</b> No second one exists, in this process or in any other: the file is locked exclusively from the first read to the last. The thread is the
/// connection's own, because SQLite waits for the disk on the thread that calls it.</para>
/// <para><b>Appends</b> that wait for each other, of different shards, share one transaction and so one wait for the disk.</para>
/// <para><b>Failure.</b> Before COMMIT, nothing is stored. When COMMIT itself fails, nobody knows: the connection is closed at once, nothing is tried
/// a second time, and the next <see cref="TakeAsync"/> opens the file again and tells what it holds. Whatever else fails also closes the connection.</para>
/// <para><b>Copies.</b> Since nobody else can open the file, the thread itself copies it, some pages between two appends (<see cref="CopyToAsync"/>).</para>
/// <para><b>Cancellation</b> ends waits, never work.</para>
/// </remarks>
public sealed partial class SqliteJournal : ISoleJournal, ICopyableJournal
{
    private readonly SqliteJournalOptions options;
    private readonly ILogger log;
    private readonly Action<string>? faultPoint;
    private readonly StoreThread thread;
    private SqliteStore? store;

    /// <summary>Starts the thread; the file is opened by the first call that needs it.</summary>
    /// <param name="options">Where the file is; not to be changed afterwards.</param>
    /// <param name="log">Where its logs go.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message names every mistake.</exception>
    public SqliteJournal(SqliteJournalOptions options, ILogger<SqliteJournal> log)
        : this(options, log, null)
    {
    }

    internal SqliteJournal(SqliteJournalOptions options, ILogger log, Action<string>? faultPoint)
    {
        if (options.Check() is { Count: > 0 } wrong)
        {
            throw new ArgumentException("The store's options cannot be used. " + string.Join(" ", wrong), nameof(options));
        }

        (this.options, this.log, this.faultPoint) = (options, log, faultPoint);
        thread = new("backorders-store", Perform);
    }

    /// <inheritdoc/>
    public async ValueTask<ShardGrant> TakeAsync(int shard, CancellationToken cancellation) =>
        await CallAsync(s => s.Take(shard), cancellation);

    /// <inheritdoc/>
    public ValueTask AppendAsync(JournalBatch batch)
    {
        StoreAppend append = new(batch);
        return thread.TryAdd(append) ? new(append.Task) : throw Closed();
    }

    /// <inheritdoc/>
    public async ValueTask<ShardHead> ReadHeadAsync(int shard, CancellationToken cancellation) =>
        await CallAsync(s => s.ReadHead(shard), cancellation);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<JournalRow>> ReadAsync(int shard, long afterSeq, int rowsMax, CancellationToken cancellation) =>
        await CallAsync(s => s.Read(shard, afterSeq, rowsMax), cancellation);

    /// <inheritdoc/>
    public async ValueTask<StoredSnapshot?> ReadSnapshotAsync(int shard, CancellationToken cancellation)
    {
        if (await CallAsync(s => s.Snapshots.Find(shard), cancellation) is not { } found)
        {
            return null;
        }

        List<ReadOnlyMemory<byte>> parts = [];
        for (int part = 0; part < found.Parts; part++)
        {
            int number = part;
            byte[]? body = await CallAsync(s => s.Snapshots.ReadPart(shard, found.Snapshot.Seq, number), cancellation);
            if (body is null)
            {
                return null;
            }

            parts.Add(body);
        }

        return found.Snapshot with { Parts = parts };
    }

    /// <inheritdoc/>
    public async ValueTask WriteSnapshotAsync(int shard, StoredSnapshot snapshot, CancellationToken cancellation)
    {
        if (await CallAsync(s => s.Snapshots.Find(shard), cancellation) is { } found && found.Snapshot.Seq >= snapshot.Seq)
        {
            return;
        }

        for (int part = 0; part < snapshot.Parts.Count; part++)
        {
            int number = part;
            await CallAsync(s => Do(() => s.Snapshots.WritePart(shard, snapshot.Seq, number, snapshot.Parts[number])), cancellation);
        }

        await CallAsync(s => Do(() => s.Snapshots.Publish(shard, snapshot)), cancellation);
        while (await CallAsync(s => s.Snapshots.RemoveOldPart(shard), cancellation))
        {
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<int>> ListShardsAsync(CancellationToken cancellation) => await CallAsync(s => s.ListShards(), cancellation);

    /// <summary>Finishes what was handed over and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        thread.Close();
        await thread.Ended;
        Close();
    }

    internal Task LimitPagesAsync(int pages) => CallAsync(s => Do(() => s.LimitPages(pages)), CancellationToken.None);

    private static bool Do(Action action)
    {
        action();
        return true;
    }

    private JournalUnavailableException Closed() => new($"The store {options.Path} is closed.");

    private Task<T> CallAsync<T>(Func<SqliteStore, T> call, CancellationToken cancellation)
    {
        StoreCall<T> work = new(call);
        return thread.TryAdd(work) ? work.Task.WaitAsync(cancellation) : throw Closed();
    }

    private void Perform(IStoreWork work)
    {
        if (work is StoreAppend append)
        {
            Append(append);
            return;
        }

        try
        {
            ((StoreCall)work).Perform(store ??= Open());
        }
        catch (JournalException e)
        {
            work.Fail(e);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            CallFailed(options.Path, e);
            Close();
            work.Fail(new JournalUnavailableException($"The store {options.Path} failed: {e.Message}", e));
        }
    }

    private void Append(StoreAppend first)
    {
        List<StoreAppend> together = [first];
        bool committing = false;
        try
        {
            // An append never opens a store: a writer whose store has failed takes its shard again first.
            SqliteStore open = store ?? throw new InvalidOperationException("The store has failed and was not opened again.");
            open.Begin();
            List<StoreAppend> written = [];
            for (StoreAppend? append = first; append is not null; append = thread.TakeNext<StoreAppend>())
            {
                if (append != first)
                {
                    together.Add(append);
                }

                if (open.TryWrite(append.Batch))
                {
                    written.Add(append);
                }
            }

            committing = true;
            open.Commit();
            written.ForEach(a => a.Succeed());
            together.Except(written).ToList().ForEach(a => a.Fail(Fenced(a.Batch)));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            AppendFailed(options.Path, committing, e);
            Close();
            JournalException why = committing
                ? new JournalOutcomeUnknownException($"The store {options.Path} failed at the commit: {e.Message}", e)
                : new JournalUnavailableException($"The store {options.Path} failed before the commit: {e.Message}", e);
            together.ForEach(a => a.Fail(why));
        }
    }

    private static JournalFencedException Fenced(JournalBatch batch) => new(
        $"Shard {batch.Grant.Shard} no longer belongs to epoch {batch.Grant.Epoch}, or does not stand at row {batch.AfterSeq}.");

    private SqliteStore Open()
    {
        try
        {
            if (System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(options.Path)) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder);
            }

            SqliteStore opened = new(options, faultPoint);
            StoreOpened(options.Path);
            return opened;
        }
        catch (SqliteFailure e) when (e.IsBusy)
        {
            throw new JournalUnavailableException($"Another process has the store {options.Path} open.", e);
        }
        catch (SqliteFailure e) when (e.IsNotADatabase)
        {
            throw new JournalUnavailableException($"The file {options.Path} is not a database, or its first page is damaged.", e);
        }
    }

    private void Close()
    {
        store?.Dispose();
        store = null;
    }
}
