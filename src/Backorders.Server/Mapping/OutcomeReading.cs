using Backorders.Actors.Port;
using Backorders.Domain.Events;

namespace Backorders.Server.Mapping;

/// <summary>Finds events in an outcome.</summary>
internal static class OutcomeReading
{
    /// <summary>The first event of a kind that this command always causes.</summary>
    /// <exception cref="InvalidOperationException">There is none: the domain no longer does what its contract says.</exception>
    public static T Find<T>(this CommandOutcome outcome)
        where T : Event => outcome.FindOrNull<T>() ?? throw new InvalidOperationException($"The turn {outcome.Seq} holds no {typeof(T).Name}.");

    /// <summary>The first event of a kind, or null.</summary>
    public static T? FindOrNull<T>(this CommandOutcome outcome)
        where T : Event
    {
        for (int i = 0; i < outcome.Events.Count; i++)
        {
            if (outcome.Events[i] is T found)
            {
                return found;
            }
        }

        return null;
    }
}
