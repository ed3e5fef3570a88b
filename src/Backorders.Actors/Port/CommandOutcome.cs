using Backorders.Domain.Events;
using Backorders.Domain.Values;

namespace Backorders.Actors.Port;

/// <summary>
/// What became of a command. It is handed out only when everything it rests on is durable. Either <see cref="Refused"/> says why nothing was done, or
/// <see cref="Events"/> says all that changed; the answer to the caller is read off these events.
/// </summary>
/// <param name="Refused">Why nothing was done; null when the command was carried out.</param>
/// <param name="Events">What changed; empty when refused, or when there was nothing to change.</param>
/// <param name="At">When it was decided; the time of the first try when repeated.</param>
/// <param name="Seq">The turn's number in the warehouse; 0 when nothing was stored. A command with a key is stored also when it changed nothing, unless it <see cref="Domain.Commands.IAsksAgain"/>.</param>
/// <param name="Repeated">Whether this is the stored answer to an earlier try.</param>
public sealed record CommandOutcome(Refused? Refused, IReadOnlyList<Event> Events, Instant At, long Seq, bool Repeated)
{
    /// <summary>A command that was not carried out.</summary>
    public static CommandOutcome Refuse(Refused refused, Instant at = default) => new(refused, [], at, 0, false);
}
