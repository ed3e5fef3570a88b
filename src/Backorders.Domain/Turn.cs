using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain;

/// <summary>
/// What one command and all the messages it set off came to. Either it was refused and nothing changed, or <see cref="Events"/> tells all that
/// changed, in order. The answer to the command is read off these events, so a repeated command gets the same answer from the stored turn.
/// </summary>
/// <param name="Refused">Why nothing was done; null when the command was carried out.</param>
/// <param name="Events">What changed; empty when refused, or when there was nothing to change. Then too a repeat must change nothing, unless the command <see cref="Commands.IAsksAgain"/>.</param>
public sealed record Turn(Refused? Refused, IReadOnlyList<Event> Events)
{
    /// <summary>
    /// How many tasks may be taken now that could not be taken before, by owner and in the owners' order. Only stations that work for such an owner, or for all,
    /// need to look for work. Empty when there are none. Not stored: a replay wakes no station.
    /// </summary>
    public IReadOnlyList<ReadyTasks> BecameReady { get; init; } = [];

    /// <summary>
    /// Stations that have fewer tasks to pick than before, or had for a moment of the turn: they may take more. Not stored, as <see cref="BecameReady"/>.
    /// </summary>
    public IReadOnlyList<StationId> Relieved { get; init; } = [];

    /// <summary>A turn that changed nothing and was not refused.</summary>
    public static Turn Nothing { get; } = new(null, []);

    /// <summary>A refused turn.</summary>
    public static Turn Refuse(Refused refused) => new(refused, []);
}
