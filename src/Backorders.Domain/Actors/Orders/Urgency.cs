using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Values;

namespace Backorders.Domain.Actors.Orders;

/// <summary>
/// A line becomes urgent when a penalty or consent date comes near, and stays so until the line is finished or its customer has answered. If urgency fell when a
/// date got better, the better date would be the reason why it is lost again.
/// </summary>
internal static class Urgency
{
    public static void Begin(BackorderLine line, UrgentReasons because, ITurn turn)
    {
        if (!line.Unpacked.IsZero && (line.Urgent & because) == 0)
        {
            turn.Emit(new LineUrgent(line.Key, because));
        }
    }
}
