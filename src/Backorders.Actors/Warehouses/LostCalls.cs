using Akka.Actor;
using Akka.Event;
using Backorders.Domain;

namespace Backorders.Actors.Warehouses;

/// <summary>
/// Answers calls that reached nobody: their gateway had ended, or a region's buffer was full. Without it a caller would wait for ever. One for each actor system.
/// </summary>
internal sealed class LostCalls : UntypedActor
{
    private static readonly Refused lost = Refused.Because(
        Refusal.NotReady, "The warehouse is on its way from one node to another, or its node is stopping. Send the same command again.");

    public static Props Props() => Akka.Actor.Props.Create(static () => new LostCalls());

    /// <inheritdoc/>
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(AllDeadLetters));

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is AllDeadLetters { Message: WarehouseCall call })
        {
            call.Call.Refuse(lost);
        }
    }
}
