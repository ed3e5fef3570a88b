using System.Data.Common;
using Backorders.Domain.Values;
using Backorders.Server.Printing.Jobs;

namespace Backorders.Server.Printing.Stores;

/// <summary>The statements of the tables of printers and print jobs, which SQLite and PostgreSQL take alike.</summary>
internal abstract class SqlPrintStore : IPrintStore
{
    private const string JobColumns =
        "warehouse, id, printer, subject, owner, key_id, is_copy, copies, digest, zpl, made_at, expires_at, state, taken_at, take_id, ended_at, detail";

    private const string PrinterColumns = "warehouse, name, places, size, dots_per_mm, agent, key_id, attendance, seen_at, trouble";

    private const string Expire =
        "UPDATE print_job SET state = 5, zpl = @nothing WHERE warehouse = @warehouse AND state = 1 AND expires_at <= @now";

    // Taken, and nobody said how it ended: after its end no agent gets it again, so what it says is needed no more. That it was taken stays.
    private const string Forget =
        "UPDATE print_job SET zpl = @nothing WHERE warehouse = @warehouse AND state = 2 AND expires_at <= @now AND length(zpl) > 0";

    private const string Delete = "DELETE FROM print_job WHERE (warehouse, id) IN (SELECT warehouse, id FROM print_job WHERE made_at < @before ORDER BY made_at LIMIT 200)";

    private const string Insert =
        $"INSERT INTO print_job({JobColumns}) VALUES (@warehouse, @id, @printer, @subject, @owner, @key_id, @is_copy, @copies, @digest, @zpl, @made_at, @expires_at, 1, 0, '', 0, '') "
        + "ON CONFLICT DO NOTHING";

    private const string First = "warehouse = @warehouse AND owner = @owner AND subject = @subject AND is_copy = 0 AND state <> 4 AND state <> 5";

    // The state is asked for twice: of two nodes that chose the same row, the second one looks at it again when the first has written it.
    private const string Take =
        "UPDATE print_job SET state = 2, taken_at = @now, take_id = @take_id WHERE warehouse = @warehouse AND state = 1 AND id = "
        + "(SELECT id FROM print_job WHERE warehouse = @warehouse AND printer = @printer AND state = 1 AND expires_at > @now ORDER BY made_at, id LIMIT 1) "
        + "AND EXISTS (SELECT 1 FROM printer WHERE warehouse = @warehouse AND name = @printer AND attendance = @attendance) "
        + $"RETURNING {JobColumns}";

    private const string Attend =
        $"INSERT INTO printer({PrinterColumns}) VALUES (@warehouse, @name, @places, @size, @dots_per_mm, @agent, @key_id, @attendance, @seen_at, '') "
        + "ON CONFLICT (warehouse, name) DO UPDATE SET places = excluded.places, size = excluded.size, dots_per_mm = excluded.dots_per_mm, agent = excluded.agent, key_id = excluded.key_id, "
        + "attendance = excluded.attendance, seen_at = excluded.seen_at "
        + "WHERE (printer.agent = excluded.agent AND printer.key_id = excluded.key_id) OR printer.seen_at < @away";

    /// <inheritdoc/>
    public Task<AddedJob> AddAsync(PrintJob job, int waitingMax, Instant deleteBefore) => ChangeAsync(async work =>
    {
        await work.RunAsync(Expire, ("nothing", Array.Empty<byte>()), ("warehouse", job.Warehouse), ("now", job.MadeAt.UnixMicroseconds)).ConfigureAwait(false);
        await work.RunAsync(Forget, ("nothing", Array.Empty<byte>()), ("warehouse", job.Warehouse), ("now", job.MadeAt.UnixMicroseconds)).ConfigureAwait(false);
        await work.RunAsync(Delete, ("before", deleteBefore.UnixMicroseconds)).ConfigureAwait(false);
        if (await FindAsync(work, job.Warehouse, job.Id).ConfigureAwait(false) is { } there)
        {
            return new AddedJob(AddedJob.Kind.SameId, there);
        }

        IReadOnlyList<long> waiting = await work.ReadAsync(
            "SELECT count(*) FROM print_job WHERE warehouse = @warehouse AND printer = @printer AND state = 1", static r => r.GetInt64(0), ("warehouse", job.Warehouse), ("printer", job.Printer))
            .ConfigureAwait(false);
        if (waiting[0] >= waitingMax)
        {
            return new AddedJob(AddedJob.Kind.TooMany, null);
        }

        int added = await work.RunAsync(
            Insert, ("warehouse", job.Warehouse), ("id", job.Id), ("printer", job.Printer), ("subject", job.Subject), ("owner", job.Owner), ("key_id", job.KeyId), ("is_copy", job.IsCopy ? 1 : 0),
            ("copies", job.Copies), ("digest", job.Digest), ("zpl", job.Zpl), ("made_at", job.MadeAt.UnixMicroseconds), ("expires_at", job.ExpiresAt.UnixMicroseconds)).ConfigureAwait(false);
        return added == 1 ? new AddedJob(AddedJob.Kind.Added, job)
            : await FindAsync(work, job.Warehouse, job.Id).ConfigureAwait(false) is { } same ? new AddedJob(AddedJob.Kind.SameId, same)
            : new AddedJob(AddedJob.Kind.PrintedBefore, await FindFirstAsync(work, job.Warehouse, job.Owner, job.Subject).ConfigureAwait(false));
    });

    /// <inheritdoc/>
    public Task<PrintJob?> FindAsync(string warehouse, string id) => ChangeAsync(work => FindAsync(work, warehouse, id));

    /// <inheritdoc/>
    public Task<PrintJob?> FindFirstAsync(string warehouse, string owner, string subject) => ChangeAsync(work => FindFirstAsync(work, warehouse, owner, subject));

    /// <inheritdoc/>
    public Task<PrintJob?> TakeAsync(string warehouse, string printer, string attendance, string takeId, Instant now) => ChangeAsync(async work =>
    {
        IReadOnlyList<PrintJob> before = await work.ReadAsync(
            $"SELECT {JobColumns} FROM print_job WHERE warehouse = @warehouse AND take_id = @take_id AND state = 2", JobOf, ("warehouse", warehouse), ("take_id", takeId)).ConfigureAwait(false);
        if (before.FirstOrDefault() is { } taken && taken.ExpiresAt <= now)
        {
            // Who asks again has not got it, and by now nobody waits for it at the printer.
            await work.RunAsync(
                "UPDATE print_job SET state = 5, zpl = @nothing WHERE warehouse = @warehouse AND id = @id", ("nothing", Array.Empty<byte>()), ("warehouse", warehouse), ("id", taken.Id))
                .ConfigureAwait(false);
            return null;
        }

        return before.FirstOrDefault() ?? (await work.ReadAsync(
            Take, JobOf, ("now", now.UnixMicroseconds), ("take_id", takeId), ("warehouse", warehouse), ("printer", printer), ("attendance", attendance)).ConfigureAwait(false)).FirstOrDefault();
    });

    /// <inheritdoc/>
    public Task<bool> EndAsync(string warehouse, string id, string takeId, PrintState state, string detail, Instant now) => ChangeAsync(async work =>
    {
        IReadOnlyList<string> ended = await work.ReadAsync(
            "UPDATE print_job SET state = @state, ended_at = @now, detail = @detail, zpl = @nothing WHERE warehouse = @warehouse AND id = @id AND take_id = @take_id AND state = 2 RETURNING printer",
            static r => r.GetString(0), ("state", (int)state), ("now", now.UnixMicroseconds), ("detail", detail), ("nothing", Array.Empty<byte>()), ("warehouse", warehouse), ("id", id),
            ("take_id", takeId)).ConfigureAwait(false);
        if (ended.Count == 0)
        {
            return await FindAsync(work, warehouse, id).ConfigureAwait(false) is { } there && there.TakeId == takeId && there.State == state;
        }

        await work.RunAsync(
            "UPDATE printer SET trouble = @trouble WHERE warehouse = @warehouse AND name = @name",
            ("trouble", state == PrintState.Printed ? string.Empty : detail), ("warehouse", warehouse), ("name", ended[0])).ConfigureAwait(false);
        return true;
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<AttendedPrinter>> PrintersAsync(string warehouse) => ChangeAsync(work => work.ReadAsync(
        $"SELECT {PrinterColumns} FROM printer WHERE warehouse = @warehouse ORDER BY name", PrinterOf, ("warehouse", warehouse)));

    /// <inheritdoc/>
    public Task<AttendedPrinter?> AttendAsync(IReadOnlyList<AttendedPrinter> printers, Instant awayBefore) => ChangeAsync(async work =>
    {
        // In one order, so that two agents that want the same printers do not wait for each other.
        foreach (AttendedPrinter printer in printers.OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            int put = await work.RunAsync(
                Attend, ("warehouse", printer.Warehouse), ("name", printer.Name), ("places", string.Join('\n', printer.Places)), ("size", printer.Size), ("dots_per_mm", printer.DotsPerMm),
                ("agent", printer.Agent), ("key_id", printer.KeyId), ("attendance", printer.Attendance), ("seen_at", printer.SeenAt.UnixMicroseconds), ("away", awayBefore.UnixMicroseconds))
                .ConfigureAwait(false);
            if (put == 0)
            {
                IReadOnlyList<AttendedPrinter> held = await work.ReadAsync(
                    $"SELECT {PrinterColumns} FROM printer WHERE warehouse = @warehouse AND name = @name", PrinterOf, ("warehouse", printer.Warehouse), ("name", printer.Name)).ConfigureAwait(false);
                await work.UndoAsync().ConfigureAwait(false);
                return held[0];
            }
        }

        AttendedPrinter one = printers[0];
        await work.RunAsync(
            "DELETE FROM printer WHERE warehouse = @warehouse AND agent = @agent AND key_id = @key_id AND attendance <> @attendance",
            ("warehouse", one.Warehouse), ("agent", one.Agent), ("key_id", one.KeyId), ("attendance", one.Attendance)).ConfigureAwait(false);
        return null;
    });

    /// <inheritdoc/>
    public Task<bool> SeenAsync(string warehouse, string attendance, Instant at) => ChangeAsync(async work => await work.RunAsync(
        "UPDATE printer SET seen_at = @at WHERE warehouse = @warehouse AND attendance = @attendance",
        ("at", at.UnixMicroseconds), ("warehouse", warehouse), ("attendance", attendance)).ConfigureAwait(false) > 0);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> WaitingAsync(string warehouse, string attendance, Instant now) => ChangeAsync(work => work.ReadAsync(
        "SELECT name FROM printer WHERE warehouse = @warehouse AND attendance = @attendance AND EXISTS "
        + "(SELECT 1 FROM print_job WHERE print_job.warehouse = printer.warehouse AND print_job.printer = printer.name AND state = 1 AND expires_at > @now) ORDER BY name",
        static r => r.GetString(0), ("warehouse", warehouse), ("attendance", attendance), ("now", now.UnixMicroseconds)));

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Works in one transaction, which is taken back when the work throws.</summary>
    /// <exception cref="PrintStoreException">The store failed.</exception>
    protected abstract Task<T> ChangeAsync<T>(Func<PrintTransaction, Task<T>> work);

    private static async Task<PrintJob?> FindAsync(PrintTransaction work, string warehouse, string id) => (await work.ReadAsync(
        $"SELECT {JobColumns} FROM print_job WHERE warehouse = @warehouse AND id = @id", JobOf, ("warehouse", warehouse), ("id", id)).ConfigureAwait(false)).FirstOrDefault();

    private static async Task<PrintJob?> FindFirstAsync(PrintTransaction work, string warehouse, string owner, string subject) => (await work.ReadAsync(
        $"SELECT {JobColumns} FROM print_job WHERE {First}", JobOf, ("warehouse", warehouse), ("owner", owner), ("subject", subject)).ConfigureAwait(false)).FirstOrDefault();

    private static PrintJob JobOf(DbDataReader row) => new()
    {
        Warehouse = row.GetString(0), Id = row.GetString(1), Printer = row.GetString(2), Subject = row.GetString(3), Owner = row.GetString(4), KeyId = row.GetString(5),
        IsCopy = row.GetInt32(6) != 0, Copies = row.GetInt32(7), Digest = row.GetString(8), Zpl = row.GetFieldValue<byte[]>(9), MadeAt = new Instant(row.GetInt64(10)),
        ExpiresAt = new Instant(row.GetInt64(11)), State = (PrintState)row.GetInt32(12), TakenAt = new Instant(row.GetInt64(13)), TakeId = row.GetString(14),
        EndedAt = new Instant(row.GetInt64(15)), Detail = row.GetString(16),
    };

    private static AttendedPrinter PrinterOf(DbDataReader row) => new()
    {
        Warehouse = row.GetString(0), Name = row.GetString(1), Places = row.GetString(2).Split('\n', StringSplitOptions.RemoveEmptyEntries), Size = row.GetInt32(3), DotsPerMm = row.GetInt32(4),
        Agent = row.GetString(5), KeyId = row.GetString(6), Attendance = row.GetString(7), SeenAt = new Instant(row.GetInt64(8)), Trouble = row.GetString(9),
    };
}
