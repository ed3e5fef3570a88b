using Backorders.Domain.Questions;
using Backorders.Domain.Views;

namespace Backorders.Actors.Port;

/// <summary>Receives what concerns a station's seat, for its stream. Called by one thread at a time; calls must return at once. Everything that it is told is durable.</summary>
public interface IStationSink
{
    /// <summary>The seat is taken, for the first time. Comes once, before everything else.</summary>
    /// <param name="found">What the station holds from before, of its owner's tasks.</param>
    void Welcome(StationWelcome found);

    /// <summary>Tasks were leased to the station, which has never heard of them.</summary>
    void Offer(StationOffer offer);

    /// <summary>The station holds tasks that its stream was not told of: the warehouse moved between lease and message, or another call pulled them for the station.</summary>
    void Remind(IReadOnlyList<TaskView> tasks);

    /// <summary>A newer stream has the seat.</summary>
    void TakenOver();

    /// <summary>The seat is not to be had: a stream for other owners' tasks, with another key, has one under the station's name.</summary>
    void InUse();

    /// <summary>Nothing comes any more: the seat was left or taken over, or this node cannot keep it. A stream that has not ended is to be opened anew.</summary>
    void Ended();
}
