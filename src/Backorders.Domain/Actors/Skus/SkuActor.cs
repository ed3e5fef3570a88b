// A receipt comes from Handlers/ReceivingHandler.cs and goes on in Distribution.cs beside this.
using Backorders.Domain.ActorData;
using Backorders.Domain.Ids;
using Backorders.Domain.Messages;

namespace Backorders.Domain.Actors.Skus;

/// <summary>One owner's item: who gets its units. Whom those are planned for that are expected is in <c>Planner</c>. What it knows is in <see cref="SkuData"/>.</summary>
internal sealed class SkuActor(SkuKey key, PlanList plans) : SkuData(key, plans)
{
    public void Receive(SkuMessage message, ITurn turn)
    {
        switch (message)
        {
            case DistributeUnits:
                Distribution.Run(this, turn);
                BackInStockDesk.Run(this, turn);
                break;
            case DistributeAtOnce:
                Distribution.Run(this, turn);
                break;
            case ItemDue { Kind: DueKind.QueueAges }:
                PlanAgain();
                break;
            case PreemptUnits:
                Preemption.Run(this, turn);
                break;
            case ItemDue { Kind: DueKind.ItemReleased }:
                turn.Send(new DistributeUnits(Key));
                break;
            case TellBackInStock or ItemDue { Kind: DueKind.BackInStockAgain }:
                BackInStockDesk.Run(this, turn);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(message), message, "An item does not answer to it.");
        }
    }
}
