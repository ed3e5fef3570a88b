using Backorders.Domain.Values;
using Backorders.Server.Printing.Jobs;
using Backorders.Server.Refusals;
using Grpc.Core;

namespace Backorders.Server.Printing;

/// <summary>Print jobs by the rules of <see cref="PrintRules"/>. Times are those that connections wait by: a printer knows no driven clock.</summary>
internal sealed class PrintDesk(IPrintStore store, PrintBell bell, TimeProvider time)
{
    private Instant Now => Instant.From(time.GetUtcNow());

    /// <summary>The printers of a warehouse.</summary>
    public Task<IReadOnlyList<AttendedPrinter>> PrintersAsync(string warehouse) => StoredAsync(store.PrintersAsync(warehouse));

    /// <summary>Whether an agent attends a printer now.</summary>
    public bool IsAttended(AttendedPrinter printer) => printer.SeenAt > Now - PrintRules.AwayAfter;

    /// <summary>A printer that can be given a job.</summary>
    /// <exception cref="RpcException">There is none of that name, or it is away.</exception>
    public async Task<AttendedPrinter> RequireAsync(string warehouse, string name)
    {
        IReadOnlyList<AttendedPrinter> all = await PrintersAsync(warehouse).ConfigureAwait(false);
        AttendedPrinter printer = all.FirstOrDefault(p => p.Name == name) ?? throw RefusalStatus.Create(
            StatusCode.NotFound, $"Warehouse {warehouse} has no printer '{name}'; {(all.Count == 0 ? "no print agent has announced any" : $"there are {string.Join(", ", all.Select(p => p.Name))}")}.",
            "UNKNOWN_PRINTER", ("printer", name));
        return IsAttended(printer) ? printer : throw RefusalStatus.Create(
            StatusCode.FailedPrecondition, $"No print agent attends printer '{name}' now: see that '{printer.Agent}' runs and reaches a node, or choose another printer.", "PRINTER_AWAY",
            ("printer", name), ("agent", printer.Agent));
    }

    /// <summary>Adds a job, or finds the one that stands under its id.</summary>
    /// <exception cref="RpcException">Its label was printed before, its id belongs to another request, or too many wait.</exception>
    public async Task<PrintJob> AddAsync(PrintJob job)
    {
        Instant now = Now;
        PrintJob dated = job with { MadeAt = now, ExpiresAt = now + PrintRules.TakenWithin };
        AddedJob added = await StoredAsync(store.AddAsync(dated, PrintRules.WaitingMax, now - PrintRules.Kept)).ConfigureAwait(false);
        switch (added.Outcome)
        {
            case AddedJob.Kind.Added:
                bell.Ring();
                return dated;
            case AddedJob.Kind.SameId:
                return Repeated(job, added.Job!);
            case AddedJob.Kind.TooMany:
                throw RefusalStatus.Create(
                    StatusCode.ResourceExhausted, $"{PrintRules.WaitingMax} labels wait for printer '{job.Printer}' already; ask again when it has printed some.", "PRINT_QUEUE_FULL",
                    PrintRules.SeenEvery, ("printer", job.Printer));
            default:
                throw PrintedBefore(added.Job);
        }
    }

    /// <summary>The job that stands under an id, so that a repeated request need not make its label anew; null when there is none.</summary>
    /// <exception cref="RpcException">The id belongs to another request.</exception>
    public async Task<PrintJob?> FindRepeatedAsync(string warehouse, string id, string digest, string owner)
    {
        PrintJob? there = await StoredAsync(store.FindAsync(warehouse, id)).ConfigureAwait(false);
        return there is null ? null : Repeated(there with { Digest = digest, Owner = owner.Length > 0 ? owner : there.Owner }, there);
    }

    /// <summary>A job as it stands now; null when there is none.</summary>
    public async Task<PrintJob?> FindAsync(string warehouse, string id) =>
        await StoredAsync(store.FindAsync(warehouse, id)).ConfigureAwait(false) is { } job ? AsOf(job, Now) : null;

    /// <summary>When a label was printed first; null when that is not known.</summary>
    public async Task<Instant?> FirstAsync(string warehouse, string owner, string subject) =>
        (await StoredAsync(store.FindFirstAsync(warehouse, owner, subject)).ConfigureAwait(false))?.MadeAt;

    /// <summary>Puts an agent's printers in the place of those that it had.</summary>
    /// <exception cref="RpcException">Another agent attends one of them.</exception>
    public async Task AttendAsync(IReadOnlyList<AttendedPrinter> printers)
    {
        Instant now = Now;
        AttendedPrinter[] dated = [.. printers.Select(p => p with { SeenAt = now })];
        if (await StoredAsync(store.AttendAsync(dated, now - PrintRules.AwayAfter)).ConfigureAwait(false) is { } held)
        {
            throw RefusalStatus.Create(
                StatusCode.FailedPrecondition, $"Printer '{held.Name}' is attended by agent '{held.Agent}' with key '{held.KeyId}': give this agent that name, stop the other one, or rename the printer.",
                "PRINTER_TAKEN", ("printer", held.Name), ("agent", held.Agent));
        }
    }

    /// <summary>Whether an attendance is still the one of now; it is seen by this.</summary>
    public Task<bool> SeenAsync(string warehouse, string attendance) => StoredAsync(store.SeenAsync(warehouse, attendance, Now));

    /// <summary>Ends an attendance: its printers are away at once. False when another one has taken its place.</summary>
    public Task<bool> LeaveAsync(string warehouse, string attendance) => StoredAsync(store.SeenAsync(warehouse, attendance, default));

    /// <summary>The printers of an attendance for which jobs wait.</summary>
    public Task<IReadOnlyList<string>> WaitingAsync(string warehouse, string attendance) => StoredAsync(store.WaitingAsync(warehouse, attendance, Now));

    /// <summary>Gives a job away, for good; null when none waits.</summary>
    /// <exception cref="RpcException">The attendance is over.</exception>
    public async Task<PrintJob?> TakeAsync(string warehouse, string printer, string attendance, string takeId)
    {
        PrintJob? job = await StoredAsync(store.TakeAsync(warehouse, printer, attendance, takeId, Now)).ConfigureAwait(false);
        if (job is null && !(await PrintersAsync(warehouse).ConfigureAwait(false)).Any(p => p.Name == printer && p.Attendance == attendance))
        {
            throw RefusalStatus.Create(
                StatusCode.FailedPrecondition, $"This agent does not attend printer '{printer}' now: open AttendPrinters, and take jobs by the attendance that it tells.", "ATTENDANCE_OVER",
                ("printer", printer));
        }

        return job;
    }

    /// <summary>Says what became of a job.</summary>
    /// <exception cref="RpcException">The agent has no such job.</exception>
    public async Task EndAsync(string warehouse, string id, string takeId, PrintState outcome, string detail)
    {
        if (!await StoredAsync(store.EndAsync(warehouse, id, takeId, outcome, detail, Now)).ConfigureAwait(false))
        {
            throw Unknown(id);
        }
    }

    /// <summary>How a call ends about a job that is not there.</summary>
    public static RpcException Unknown(string id) =>
        RefusalStatus.Create(StatusCode.NotFound, $"There is no print job '{id}' here; jobs are known for {PrintRules.Kept.TotalDays:0} days.", "UNKNOWN_PRINT_JOB", ("request_id", id));

    /// <summary>A job as it stands: what time alone has done is written nowhere before somebody needs the room.</summary>
    internal static PrintJob AsOf(PrintJob job, Instant now) => job.State switch
    {
        PrintState.Waiting when job.ExpiresAt <= now => job with { State = PrintState.Expired, EndedAt = job.ExpiresAt },
        PrintState.Taken when job.TakenAt + PrintRules.EndedWithin <= now => job with { State = PrintState.Unknown, EndedAt = job.TakenAt + PrintRules.EndedWithin },
        _ => job,
    };

    private PrintJob Repeated(PrintJob asked, PrintJob there) => asked.Digest == there.Digest && asked.Owner == there.Owner ? AsOf(there, Now) : throw RefusalStatus.ToException(Refused.Because(
        Refusal.KeyReused, $"The request id {there.Id} was used for another label or printer: make a new one for each label.", ("request_id", there.Id)));

    private RpcException PrintedBefore(PrintJob? stored)
    {
        if (stored is null)
        {
            // It failed between two looks: the next try may pass.
            return RefusalStatus.ToException(Refused.Because(Refusal.Busy, "The label's other job ends at this moment; ask again."));
        }

        PrintJob job = AsOf(stored, Now);
        string how = job.State switch
        {
            PrintState.Printed => "was printed",
            PrintState.Unknown => "was sent to the printer, and nobody knows whether it came out",
            _ => "is on its way",
        };
        return RefusalStatus.Create(
            StatusCode.FailedPrecondition, $"The label of {job.Subject} {how}, on printer '{job.Printer}'. If another one is needed, ask with 'reprint'; it says that it is a copy.", "ALREADY_PRINTED",
            ("subject", job.Subject), ("printer", job.Printer), ("state", job.State.ToString().ToUpperInvariant()),
            ("at", job.MadeAt.ToDateTimeOffset().ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static async Task<T> StoredAsync<T>(Task<T> work)
    {
        try
        {
            return await work.ConfigureAwait(false);
        }
        catch (PrintStoreException e)
        {
            throw RefusalStatus.ToException(Refused.Because(Refusal.StoreUnavailable, e.Message));
        }
    }
}
