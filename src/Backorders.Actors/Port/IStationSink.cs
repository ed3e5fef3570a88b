using Backorders.Domain.Questions;
using Backorders.Domain.Views;

namespace Backorders.Actors.Port;

/// <summary>Hears for a station's stream. Called by one thread at a time, which must not be held up. Everything that it hears is durable.</summary>
public interface IStationSink
{
    /// <summary>The seat is taken, for the first time. Comes once, before everything else.</summary>
    /// <param name="found">What the station holds from before, of its owner's tasks.</param>
    void Welcome(StationWelcome found);

    /// <summary>Tasks were leased to the station, which has never heard of them.</summary>
    void Offer(StationOffer offer);

    /// <summary>The station holds tasks of which its stream has not heard: the warehouse moved between their lease and the word of it, or somebody pulled them for the station.</summary>
    void Remind(IReadOnlyList<TaskView> tasks);

    /// <summary>A newer stream has the seat.</summary>
    void TakenOver();

    /// <summary>Nothing comes any more: the seat was left or taken over, or this node cannot keep it. A stream that has not ended is to be opened anew.</summary>
    void Ended();
}
