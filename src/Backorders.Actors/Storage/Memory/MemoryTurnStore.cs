using System.Globalization;
using Akka.Configuration;
using Backorders.Actors.Storage.Reading;

namespace Backorders.Actors.Storage.Memory;

/// <summary>
/// A store that forgets when it goes, for tests and for trying things out. What is persisted becomes bytes and comes back from bytes, and numbers, predecessors and
/// seals are judged as on the others. Several actor systems may share one: they then are rivals as on PostgreSQL.
/// </summary>
public sealed class MemoryTurnStore : ITurnStore
{
    private const string journal = "akka.persistence.journal.backorders-memory";
    private const string snapshots = "akka.persistence.snapshot-store.backorders-memory";

    /// <param name="time">The clock of seals.</param>
    public MemoryTurnStore(TimeProvider time)
    {
        Tables = new();
        Rows = new TurnRows(Tables);
        MemorySeals seals = new(Tables, time);
        Seals = seals;
        Watch = new StoreWatch(seals.ListAsync, StoreProof.Always);
        seals.Changed = Watch.LookNow;
        Settings = new(
            ConfigurationFactory.ParseString(string.Create(CultureInfo.InvariantCulture, $$"""
                {{journal}}.class = "{{typeof(MemoryTurnJournal).FullName}}, {{typeof(MemoryTurnJournal).Assembly.GetName().Name}}"
                {{snapshots}}.class = "{{typeof(MemoryStateStore).FullName}}, {{typeof(MemoryStateStore).Assembly.GetName().Name}}"
                akka.persistence.journal.plugin = "{{journal}}"
                akka.persistence.journal.auto-start-journals = ["{{journal}}"]
                akka.persistence.snapshot-store.plugin = "{{snapshots}}"
                akka.persistence.snapshot-store.auto-start-snapshot-stores = ["{{snapshots}}"]
                """)).WithFallback(JournalSettings.Common),
            [new MemoryStoreSetup(Tables)]);
    }

    /// <inheritdoc/>
    public JournalSettings Settings { get; }

    /// <inheritdoc/>
    public ITurnRows Rows { get; }

    /// <inheritdoc/>
    public IShardSeals Seals { get; }

    /// <inheritdoc/>
    public StoreWatch Watch { get; }

    internal MemoryTables Tables { get; }

    /// <inheritdoc/>
    public ValueTask ConfirmAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public StoreFailure Explain(Exception cause) => cause switch
    {
        JournalFencedException fenced => new(StoreFailureKind.Overtaken, fenced.Message),
        JournalHeldException held => new(StoreFailureKind.Sealed, held.Message),
        _ => new(StoreFailureKind.Unknown, $"The write failed: {cause.Message}"),
    };

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Watch.DisposeAsync();
}
