using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Backorders.Actors.Storage.Sqlite;

/// <summary>
/// Writes rows on a connection and a thread of its own, for SQLite waits for the disk on the thread that calls it. What comes while a transaction is under way shares the
/// next one, and so one wait for the disk.
/// </summary>
/// <remarks>
/// <para><b>Other warehouses.</b> A row that a constraint or a trigger refuses fails alone: SQLite undoes that statement, and the transaction goes on (sqlite.org/lang_conflict.html,
/// ABORT). Whatever else fails, such as the disk, fails all rows of the transaction.</para>
/// <para><b>After a failure</b> of the second kind the connection is closed and another one is opened for the next row.</para>
/// </remarks>
internal sealed class SqliteRowWriter : IRowWriter, IDisposable
{
    /// <summary>Warehouses whose rows share a transaction at most: each has at most a few megabytes.</summary>
    private const int writesAtOnce = 16;

    private readonly Func<SqliteConnection> open;
    private readonly TimeProvider time;
    private readonly BlockingCollection<Write> waiting = [];
    private readonly Thread thread;
    private SqliteRowStatements? statements;

    /// <param name="open">Opens a connection that may write; this object disposes of it.</param>
    /// <param name="time">The clock of rows.</param>
    public SqliteRowWriter(Func<SqliteConnection> open, TimeProvider time)
    {
        (this.open, this.time) = (open, time);
        thread = new Thread(Run) { IsBackground = true, Name = "backorders rows" };
        thread.Start();
    }

    /// <inheritdoc/>
    /// <remarks>What awaits it goes on on the writer's thread, and must not block it.</remarks>
    public Task WriteAsync(string warehouse, IReadOnlyList<StoredPayload> rows)
    {
        Write write = new(warehouse, rows);
        try
        {
            waiting.Add(write);
            return write.Task;
        }
        catch (InvalidOperationException e)
        {
            return Task.FromException(new JournalUnavailableException("The store is closed.", e));
        }
    }

    /// <summary>Stores what waits, and closes the connection.</summary>
    public void Dispose()
    {
        waiting.CompleteAdding();
        thread.Join();
        waiting.Dispose();
    }

    private void Run()
    {
        List<Write> together = new(writesAtOnce);
        foreach (Write first in waiting.GetConsumingEnumerable())
        {
            together.Add(first);
            while (together.Count < writesAtOnce && waiting.TryTake(out Write? next))
            {
                together.Add(next);
            }

            Store(together);
            together.Clear();
        }

        statements?.Dispose();
    }

    private void Store(List<Write> together)
    {
        Exception? failure = null;
        try
        {
            statements ??= new(open());
            if (together is [{ Rows.Count: 1 } only])
            {
                // A statement alone is a transaction.
                Insert(only);
            }
            else
            {
                statements.Begin();
                together.ForEach(InsertAll);
                statements.Commit();
            }
        }
        catch (Exception e)
        {
            failure = e;
            statements?.Dispose();
            statements = null;
        }

        foreach (Write write in together)
        {
            write.End(failure);
        }
    }

    private void InsertAll(Write write)
    {
        if (write.Rows.Count > 1)
        {
            statements!.Save();
        }

        Insert(write);
        if (write.Rows.Count > 1 && write.Refusal is not null)
        {
            statements!.Restore();
        }
    }

    private void Insert(Write write)
    {
        try
        {
            foreach (StoredPayload row in write.Rows)
            {
                statements!.Insert(write.Warehouse, row, time.GetUtcNow().Ticks);
            }
        }
        catch (SqliteException e) when (e.SqliteErrorCode == raw.SQLITE_CONSTRAINT)
        {
            write.Refusal = e;
        }
    }

    /// <summary>Rows of a warehouse on their way.</summary>
    private sealed class Write(string warehouse, IReadOnlyList<StoredPayload> rows)
    {
        private readonly TaskCompletionSource done = new();

        public string Warehouse => warehouse;

        public IReadOnlyList<StoredPayload> Rows => rows;

        /// <summary>Why these rows alone are not stored; null when they are, if all are.</summary>
        public SqliteException? Refusal { get; set; }

        public Task Task => done.Task;

        public void End(Exception? failureOfAll)
        {
            if ((Refusal ?? failureOfAll) is { } failure)
            {
                done.SetException(failure);
            }
            else
            {
                done.SetResult();
            }
        }
    }
}
