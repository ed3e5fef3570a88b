using Backorders.Actors.Turns;
using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Actors.Sessions;

/// <summary>Hears what a session met, for logs and figures. Nothing that it does may reach the session.</summary>
internal interface ISessionObserver
{
    /// <summary>A command was refused by the domain, or because its key was used before.</summary>
    void CommandRefused(Refusal reason);

    /// <summary>A repeated command got the stored answer.</summary>
    void AnsweredAgain();

    /// <summary>A command made the domain fail; it is refused from now on.</summary>
    void CommandFailed(string incident, Command command, CommandKey key, Exception fault);

    /// <summary>What fell due cannot be done; the warehouse goes on without its clock.</summary>
    void ClockStopped(WarehouseId warehouse, Instant due);

    /// <summary>An invariant does not hold.</summary>
    void InvariantBroken(WarehouseId warehouse, long seq, string fault);
}
