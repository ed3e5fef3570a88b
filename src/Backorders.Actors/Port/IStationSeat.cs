using Backorders.Domain.Ids;


namespace Backorders.Actors.Port;

/// <summary>A seat that a station's stream has taken. Used from any thread.</summary>
public interface IStationSeat
{
    /// <summary>Says how many tasks that it has not picked yet the station wants to hold from now on; with 0 none is leased by itself. What is leased stays.</summary>
    void SetCapacity(int capacity);

    /// <summary>The station got these leases by a call of its own: the seat need not report them again.</summary>
    void Know(IReadOnlyCollection<FencingToken> tokens);

    /// <summary>The stream has ended: soon nothing is leased for it any more. May be called more than once.</summary>
    void Leave();
}
