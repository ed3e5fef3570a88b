using Backorders.Domain;
using Backorders.Domain.Views;

namespace Backorders.Engine.Sessions;

/// <summary>
/// The other end of a seat: what a station's stream has heard. It finds what was lost on the way and what comes twice, so that its station is told of each lease once,
/// wherever the warehouse goes.
/// </summary>
/// <remarks>
/// News is numbered within a registration (a round). News of another round, or that was heard, counts for nothing. Where a number is missing the stream registers again, and the
/// welcome tells what it missed. Tokens of leases are kept until a welcome says that the station no longer holds them: some thousand numbers in a working day.
/// </remarks>
internal sealed class SeatHearing
{
    private readonly HashSet<FencingToken> known = [];

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
        TaskView[] unheard = [.. held.Where(t => !known.Contains(t.Token))];
        known.Clear();
        known.UnionWith(held.Select(t => t.Token));
        return unheard;
    }

    /// <summary>The station knows of these leases.</summary>
    public void Know(IEnumerable<FencingToken> tokens) => known.UnionWith(tokens);
}
