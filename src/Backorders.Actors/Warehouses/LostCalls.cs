using Akka.Actor;
using Akka.Event;
using Backorders.Domain.Values;

namespace Backorders.Actors.Warehouses;

/// <summary>
/// Answers calls that reached nobody: their gateway had ended, or a region's buffer was full. Without it a caller would wait for ever. One for each actor system.
/// </summary>
/// <remarks>No actor, for that would end with its system, perhaps before a gateway whose mailbox holds calls: it answers on the thread that could not deliver.</remarks>
internal sealed class LostCalls(IActorRefProvider provider) : MinimalActorRef
{
    private static readonly Refused lost = Refused.Because(
        Refusal.NotReady, "The warehouse is on its way from one node to another, or its node is stopping. Send the same command again.");

    /// <inheritdoc/>
    public override ActorPath Path { get; } = provider.RootPath / "lost-calls";

    /// <inheritdoc/>
    public override IActorRefProvider Provider => provider;

    /// <summary>Answers the lost calls of an actor system, also those that come when it has ended.</summary>
    public static void StartIn(ActorSystem system) =>
        system.EventStream.Subscribe(new LostCalls(((ExtendedActorSystem)system).Provider), typeof(AllDeadLetters));

    /// <inheritdoc/>
    protected override void TellInternal(object message, IActorRef sender)
    {
        switch (message)
        {
            case AllDeadLetters { Message: WarehouseCall call }:
                call.Call.Refuse(lost);
                break;
            case AllDeadLetters { Message: WarehouseLink.Pass pass }:
                pass.Lose();
                break;
        }
    }
}
