using Akka.Actor;
using Backorders.Actors.Sessions;

namespace Backorders.Actors.Warehouses;

/// <summary>
/// Stands in for the gateway of the warehouse that does not exist (<see cref="WarmUp"/>): starts its persistent actor, gives it commands, and is over when that ends, for its
/// row was refused or its recovery failed.
/// </summary>
internal sealed class WarmUpActor(WarehouseParts parts, LocalWarehouse place, TaskCompletionSource over) : UntypedActor
{
    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => StoppingStrategy;

    private static SupervisorStrategy StoppingStrategy { get; } = new OneForOneStrategy(static _ => Directive.Stop);

    /// <inheritdoc/>
    protected override void PreStart()
    {
        parts.Kept.Offer(WarmUp.Warehouse, WarmUp.StateBehindAMissingRow());
        Context.Watch(Context.ActorOf(WarehouseActor.Props(WarmUp.Warehouse, WarmUp.NewSession(place.Feed), parts with { Instruments = null }, place)));
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WarehouseGateway.Recovered:
                foreach (IParked call in WarmUp.Calls())
                {
                    Sender.Tell(call);
                }

                break;
            case Terminated:
                Context.Stop(Self);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        parts.Kept.Withdraw(WarmUp.Warehouse);
        over.TrySetResult();
    }
}
