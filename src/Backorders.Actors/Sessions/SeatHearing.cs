using Backorders.Domain.Ids;
using Backorders.Domain.Views;

namespace Backorders.Actors.Sessions;

/// <summary>
/// The stream's side of a seat: which leases the station's stream was told of. It detects lost and duplicate messages, so that the station is told of each lease once,
/// wherever the warehouse moves.
/// </summary>
/// <remarks>
/// <para>News is numbered within a registration (a round). News of another round, or that was heard, counts for nothing. Where a number is missing the stream registers again, and
/// the welcome tells what it missed.</para>
/// <para>Told leases are kept while the stream is open, some thousand numbers in a working day; a welcome does not remove them. A replaced owner may store a lease after the next
/// owner has read the journal. The next owner's welcome then lacks that lease, and the offer comes again if both have decided the same turn at the same time. The task is kept
/// with each token, because a journal that lost rows may give the same token to another task.</para>
/// </remarks>
internal sealed class SeatHearing
{
    private readonly Dictionary<FencingToken, TaskId> told = [];
    private readonly HashSet<FencingToken> pulled = [];

    /// <summary>The current registration, from 1; 0 before the first.</summary>
    public long Round { get; private set; }

    /// <summary>The last piece of news that was heard in this round.</summary>
    public long Heard { get; private set; }

    /// <summary>Whether the station was welcomed, in this round or one before.</summary>
    public bool IsWelcomed { get; private set; }

    /// <summary>Registers again.</summary>
    public void BeginRound() => (Round, Heard) = (Round + 1, 0);

    /// <summary>Whether news is the next; when not, <paramref name="isLost"/> says that something before it was lost.</summary>
    public bool TryHear(long round, long number, out bool isLost)
    {
        isLost = round == Round && number > Heard + 1;
        if (round != Round || number != Heard + 1)
        {
            return false;
        }

        Heard = number;
        return true;
    }

    /// <summary>Hears what the station holds.</summary>
    /// <param name="held">All its leases.</param>
    /// <returns>Those that the station has not been told of.</returns>
    public IReadOnlyList<TaskView> Welcome(IReadOnlyList<TaskView> held)
    {
        IsWelcomed = true;
        TaskView[] unheard = [.. Untold(held).Where(t => !pulled.Contains(t.Token))];
        pulled.Clear();
        Note(held);
        return unheard;
    }

    /// <summary>Hears what is leased to the station now.</summary>
    /// <param name="leased">The leases of one turn.</param>
    /// <returns>Those that the station has not been told of.</returns>
    public IReadOnlyList<TaskView> Offer(IReadOnlyList<TaskView> leased)
    {
        TaskView[] unheard = [.. Untold(leased)];
        Note(leased);
        return unheard;
    }

    /// <summary>The station has learnt of these leases on another way.</summary>
    public void Know(IEnumerable<FencingToken> tokens) => pulled.UnionWith(tokens);

    private IEnumerable<TaskView> Untold(IReadOnlyList<TaskView> tasks) => tasks.Where(t => !told.TryGetValue(t.Token, out TaskId task) || task != t.Task);

    private void Note(IReadOnlyList<TaskView> tasks)
    {
        foreach (TaskView task in tasks)
        {
            told[task.Token] = task.Task;
        }
    }
}
