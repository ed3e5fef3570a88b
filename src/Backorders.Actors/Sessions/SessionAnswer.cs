using Backorders.Domain.Values;


namespace Backorders.Actors.Sessions;

/// <summary>An answer that may go out: all that it rests on is durable.</summary>
/// <param name="Call">Who waits for it.</param>
/// <param name="Refused">Why the call gets no outcome of its own; null when its outcome is to be handed out.</param>
internal readonly record struct SessionAnswer(IParked Call, Refused? Refused)
{
    /// <summary>Hands it out.</summary>
    public void HandOut()
    {
        if (Refused is null)
        {
            Call.Release();
        }
        else
        {
            Call.Refuse(Refused);
        }
    }
}
