using System.Collections.Concurrent;
using System.Data.Common;
using Backorders.Journal;
using Backorders.Postgres;
using LinqToDB;
using LinqToDB.Data;
using LinqToDB.Interceptors;
using Npgsql;

namespace Backorders.Actors.Storage.Postgres;

/// <summary>
/// Fails a write of the plugins whose commit was not confirmed by the standby. The server ends such a commit as a success, with a warning only (<see cref="UnconfirmedCommit"/>),
/// and linq2db has no hook on a commit. It has one on the end of its connection, which the plugins' write still waits for: the write fails there, and whoever wrote recovers.
/// </summary>
/// <remarks>Any other warning on these sessions counts as doubt, too: a write that fails without need is found by the recovery, a false success by nobody.</remarks>
internal sealed class UnconfirmedWrites
{
    private readonly ConcurrentDictionary<DbConnection, string> warned = new();
    private readonly ConcurrentDictionary<IDataContext, string> doubted = new();

    /// <summary>The same connections, watched.</summary>
    public static DataOptions Watch(DataOptions connections)
    {
        // One object for each kind of hook: linq2db asks an interceptor for one kind only.
        UnconfirmedWrites writes = new();
        return connections.UseInterceptor(new Listener(writes)).UseInterceptor(new Judge(writes));
    }

    private void NoteWarning(object sender, NpgsqlNoticeEventArgs e)
    {
        if (UnconfirmedCommit.Of(e.Notice) is { } warning)
        {
            warned[(DbConnection)sender] = warning;
        }
    }

    private void NoteClosing(IDataContext context)
    {
        if (!warned.IsEmpty && (context as DataConnection)?.TryGetDbConnection() is { } connection && warned.TryRemove(connection, out string? warning))
        {
            doubted[context] = warning;
        }
    }

    /// <summary>The connection has gone back to its pool: now its user may fail.</summary>
    private void NoteClosed(IDataContext context)
    {
        if (!doubted.IsEmpty && doubted.TryRemove(context, out string? warning))
        {
            throw new JournalOutcomeUnknownException($"The write was not confirmed by the standby: {warning}");
        }
    }

    /// <summary>Listens to warnings. Each use of a pooled session has a connection object of its own, so nothing is listened to twice.</summary>
    private sealed class Listener(UnconfirmedWrites writes) : ConnectionInterceptor
    {
        private readonly NoticeEventHandler note = writes.NoteWarning;

        public override void ConnectionOpened(ConnectionEventData eventData, DbConnection connection) => ((NpgsqlConnection)connection).Notice += note;

        public override Task ConnectionOpenedAsync(ConnectionEventData eventData, DbConnection connection, CancellationToken cancellationToken)
        {
            ConnectionOpened(eventData, connection);
            return Task.CompletedTask;
        }
    }

    /// <summary>Fails the end of a connection that was warned.</summary>
    private sealed class Judge(UnconfirmedWrites writes) : DataContextInterceptor
    {
        public override void OnClosing(DataContextEventData eventData) => writes.NoteClosing(eventData.Context);

        public override void OnClosed(DataContextEventData eventData) => writes.NoteClosed(eventData.Context);

        public override Task OnClosingAsync(DataContextEventData eventData)
        {
            writes.NoteClosing(eventData.Context);
            return Task.CompletedTask;
        }

        public override Task OnClosedAsync(DataContextEventData eventData)
        {
            writes.NoteClosed(eventData.Context);
            return Task.CompletedTask;
        }
    }
}
