using System.Collections.Concurrent;
using Akka.Actor.Setup;
using Akka.Configuration;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Memory;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Turns;

namespace Backorders.Testing.Actors;

/// <summary>A store in memory that a test can hold up or break at every call.</summary>
public sealed class TroubledTurnStore : ITurnStore
{
    private const string journal = "akka.persistence.journal.troubled";

    private readonly ConcurrentQueue<TurnBatch> writes = new();
    private int recoveries;
    private int replayed;
    private int rowsRead;

    public TroubledTurnStore(TimeProvider time)
    {
        Inner = new MemoryTurnStore(time);
        Watch = Inner.Watch;
        Rows = new TroubledRows(this);
        Seals = new TroubledSeals(this);
        Settings = new(
            ConfigurationFactory.ParseString($$"""
                {{journal}}.class = "{{typeof(TroubledJournal).FullName}}, {{typeof(TroubledJournal).Assembly.GetName().Name}}"
                akka.persistence.journal.plugin = "{{journal}}"
                akka.persistence.journal.auto-start-journals = ["{{journal}}"]
                akka.persistence.journal-plugin-fallback.circuit-breaker.call-timeout = 600s
                """).WithFallback(JournalSettings.Common),
            [new Access(this)]);
    }

    public MemoryTurnStore Inner { get; }

    /// <summary>Stands in for a write; it may call the given function, before or after doing something else. <see cref="RejectedWriteException"/> rejects the write.</summary>
    public Func<TurnBatch, Func<Task>, Task>? OnWrite { get; set; }

    /// <summary>Runs before a recovering actor's rows are counted and replayed.</summary>
    public Func<Task>? BeforeReplay { get; set; }

    /// <summary>Runs before anything is read beside the actors.</summary>
    public Func<Task>? BeforeRead { get; set; }

    /// <summary>Runs before the row of a turn is looked for.</summary>
    public Func<long, Task>? BeforeFind { get; set; }

    /// <summary>Runs before what was read is confirmed.</summary>
    public Func<Task>? BeforeConfirm { get; set; }

    /// <summary>Runs before a snapshot is stored.</summary>
    public Func<Task>? BeforeSnapshot { get; set; }

    /// <summary>Rows that were to be written, whatever became of them.</summary>
    public IReadOnlyCollection<TurnBatch> Writes => writes;

    /// <summary>Times that an actor recovered.</summary>
    public int Recoveries => Volatile.Read(ref recoveries);

    /// <summary>Rows that were read beside the actors.</summary>
    public int RowsRead => Volatile.Read(ref rowsRead);

    /// <summary>Rows that were replayed to recovering actors.</summary>
    public int Replayed => Volatile.Read(ref replayed);

    /// <inheritdoc/>
    public JournalSettings Settings { get; }

    /// <inheritdoc/>
    public ITurnRows Rows { get; }

    /// <summary>Runs before a shard is stored as closed.</summary>
    public Func<Task>? BeforeSeal { get; set; }

    /// <inheritdoc/>
    public IShardSeals Seals { get; }

    /// <inheritdoc/>
    public StoreWatch Watch { get; set; }

    /// <inheritdoc/>
    public ValueTask ConfirmAsync(CancellationToken cancellation) => BeforeConfirm is { } confirm ? new(confirm()) : ValueTask.CompletedTask;

    /// <inheritdoc/>
    public StoreFailure Explain(Exception cause) => Inner.Explain(cause);

    /// <summary>Neither rows nor anything else can be read or written until this is called with false.</summary>
    public void SetAway(bool isAway)
    {
        Func<Task>? fail = isAway ? () => throw new JournalUnavailableException("away") : null;
        (BeforeReplay, BeforeRead) = (fail, fail);
        OnWrite = isAway ? (_, _) => throw new JournalUnavailableException("away") : null;
    }

    /// <summary>Fails the next writes before anything is stored.</summary>
    public void FailWrites(int count) => OnWrite = (_, store) => count-- > 0 ? throw new JournalUnavailableException("no room") : store();

    /// <summary>Holds the next write before it is stored; later ones pass.</summary>
    public SyncPoint HoldWrite()
    {
        SyncPoint point = new();
        OnWrite = async (_, store) =>
        {
            OnWrite = null;
            await point.PassAsync();
            await store();
        };
        return point;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal Task WriteAsync(TurnBatch row, Func<Task> store)
    {
        writes.Enqueue(row);
        return OnWrite is { } write ? write(row, store) : store();
    }

    internal void NoteRead(int rows) => Interlocked.Add(ref rowsRead, rows);

    internal void NoteReplayed() => Interlocked.Increment(ref replayed);

    internal Task RecoverAsync()
    {
        Interlocked.Increment(ref recoveries);
        return BeforeReplay?.Invoke() ?? Task.CompletedTask;
    }

    /// <summary>Leads the plugin to its store.</summary>
    internal sealed class Access(TroubledTurnStore store) : Setup
    {
        public TroubledTurnStore Store => store;
    }
}
