using Backorders.Actors.Sessions;
using Backorders.Domain.Values;

namespace Backorders.Actors.Warehouses;

/// <summary>
/// Answers every caller within a time: a call that is still unanswered then is refused with an unknown outcome, and its caller sends it again under the same key. Its later
/// outcome is dropped. Calls are answered in their order, so only the oldest ones are checked.
/// </summary>
/// <param name="patience">How long a call may stay unanswered.</param>
/// <param name="time">The clock of waits.</param>
internal sealed class CallerPatience(TimeSpan patience, TimeProvider time)
{
    private static readonly Refused unknown = Refused.Because(
        Refusal.StoreUnavailable, "The store did not confirm the change in time, and it is not known whether it will. Send the same command again under the same key: it is never done twice.");

    private readonly Queue<(long Since, IParked Call)> calls = new();

    /// <summary>Notes a call that was let in.</summary>
    public void Add(IParked call)
    {
        DropAnswered();
        calls.Enqueue((time.GetTimestamp(), call));
    }

    /// <summary>Refuses what has waited too long.</summary>
    public void Sweep()
    {
        DropAnswered();
        while (calls.TryPeek(out (long Since, IParked Call) first) && time.GetElapsedTime(first.Since) >= patience)
        {
            calls.Dequeue();
            if (!first.Call.IsAnswered)
            {
                first.Call.Refuse(unknown);
            }
        }
    }

    private void DropAnswered()
    {
        while (calls.TryPeek(out (long Since, IParked Call) first) && first.Call.IsAnswered)
        {
            calls.Dequeue();
        }
    }
}
