using Backorders.Domain.Values;

namespace Backorders.Server.Printing.Jobs;

/// <summary>Where printers and print jobs stand, for all nodes that share the store.</summary>
/// <remarks>
/// Every change is durable and whole when its task has ended. One that fails has not happened, or nobody knows: each may be repeated with the same ids. Members may be called from any
/// thread and from several nodes at once; of two that would take one job, one gets it. Times are the caller's.
/// </remarks>
internal interface IPrintStore : IAsyncDisposable
{
    /// <summary>Adds a job, unless it is there, its label was asked for before, or too many wait. Jobs whose time is over are expired meanwhile, and old ones deleted.</summary>
    /// <param name="job">The job, waiting.</param>
    /// <param name="waitingMax">How many may wait for one printer.</param>
    /// <param name="deleteBefore">Jobs made before this time are forgotten.</param>
    /// <exception cref="PrintStoreException">The store failed.</exception>
    Task<AddedJob> AddAsync(PrintJob job, int waitingMax, Instant deleteBefore);

    /// <summary>A job as it is stored; null when there is none.</summary>
    /// <exception cref="PrintStoreException">The store failed.</exception>
    Task<PrintJob?> FindAsync(string warehouse, string id);

    /// <summary>The first job of a label that is not known to have failed; null when there is none.</summary>
    /// <exception cref="PrintStoreException">The store failed.</exception>
    Task<PrintJob?> FindFirstAsync(string warehouse, string owner, string subject);

    /// <summary>Gives the oldest waiting job of a printer away, once and for ever; the same again under the same id until its time is over. Null when none waits, or the attendance is over.</summary>
    /// <exception cref="PrintStoreException">The store failed.</exception>
    Task<PrintJob?> TakeAsync(string warehouse, string printer, string attendance, string takeId, Instant now);

    /// <summary>Says what became of a job that was taken under an id, and what is wrong with its printer. False when there is none, or another end of it was said before.</summary>
    /// <exception cref="PrintStoreException">The store failed.</exception>
    Task<bool> EndAsync(string warehouse, string id, string takeId, PrintState state, string detail, Instant now);

    /// <summary>The printers of a warehouse, by name.</summary>
    /// <exception cref="PrintStoreException">The store failed.</exception>
    Task<IReadOnlyList<AttendedPrinter>> PrintersAsync(string warehouse);

    /// <summary>Puts an agent's printers in the place of those that it had. Nothing is changed when another agent attends one of them.</summary>
    /// <param name="printers">All printers of one agent, in one warehouse.</param>
    /// <param name="awayBefore">An agent that was not seen since may be replaced by any other.</param>
    /// <returns>The printer that another agent attends; null when all are this one's now.</returns>
    /// <exception cref="PrintStoreException">The store failed.</exception>
    Task<AttendedPrinter?> AttendAsync(IReadOnlyList<AttendedPrinter> printers, Instant awayBefore);

    /// <summary>Says when an attendance was last open. False when another one has taken its place.</summary>
    /// <exception cref="PrintStoreException">The store failed.</exception>
    Task<bool> SeenAsync(string warehouse, string attendance, Instant at);

    /// <summary>The printers of an attendance for which jobs wait.</summary>
    /// <exception cref="PrintStoreException">The store failed.</exception>
    Task<IReadOnlyList<string>> WaitingAsync(string warehouse, string attendance, Instant now);
}
