// A row comes from Warehouses/WarehouseActor.cs by way of Akka.Persistence and goes on in Sqlite/SqliteRowWriter.cs or Postgres/PostgresRowWriter.cs.
using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql.Journal;
using Akka.Serialization;

namespace Backorders.Actors.Storage;

/// <summary>
/// The journal of Akka.Persistence.Sql, with its tables and its replay, but for the write: a row goes to <see cref="IRowWriter"/> straight from the journal's actor. The
/// plugin's own way, by a stream and linq2db, takes three more changes of thread and three statements for each row, which is what a lonely scan waits for.
/// </summary>
public sealed class TurnJournal : SqlWriteJournal
{
    private readonly IRowWriter writer = Context.System.Settings.Setup.Get<RowWriterSetup>() is { HasValue: true } given
        ? given.Value.Writer
        : throw new InvalidOperationException($"The actor system was made without a {nameof(RowWriterSetup)}.");

    private readonly Serialization serialization = Context.System.Serialization;
    private readonly ConcurrentDictionary<string, Task> underWay = new(StringComparer.Ordinal);

    /// <param name="config">The plugin's settings.</param>
    public TurnJournal(Config config)
        : base(config)
    {
    }

    /// <inheritdoc/>
    /// <remarks>A write that was given up may still be under way: what it becomes must be settled before the row's number is read.</remarks>
    public override async Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr, CancellationToken cancellationToken)
    {
        if (underWay.TryGetValue(persistenceId, out Task? write))
        {
            await write.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return await base.ReadHighestSequenceNrAsync(persistenceId, fromSequenceNr, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        ImmutableList<Exception>.Builder rejected = ImmutableList.CreateBuilder<Exception>();
        List<StoredPayload> rows = [];
        string warehouse = string.Empty;
        foreach (AtomicWrite write in messages)
        {
            warehouse = write.PersistenceId;
            try
            {
                StoredPayload[] added = [.. ((IImmutableList<IPersistentRepresentation>)write.Payload).Select(Store)];
                rows.AddRange(added);
                rejected.Add(null!);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // What has no bytes is rejected; what the store refuses is a failure.
                rejected.Add(e);
            }
        }

        if (rows.Count > 0)
        {
            Task task = writer.WriteAsync(warehouse, rows);
            underWay[warehouse] = task;
            try
            {
                await task.ConfigureAwait(false);
            }
            finally
            {
                underWay.TryRemove(new(warehouse, task));
            }
        }

        return rejected.ToImmutable();
    }

    private StoredPayload Store(IPersistentRepresentation message)
    {
        Serializer serializer = serialization.FindSerializerFor(message.Payload);
        string manifest = serializer is SerializerWithStringManifest named ? named.Manifest(message.Payload) : string.Empty;
        return new(message.SequenceNr, serializer.Identifier, manifest, serializer.ToBinary(message.Payload), message.WriterGuid);
    }
}
