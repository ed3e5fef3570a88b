// A receipt comes from Handlers/ReceivingHandler.cs and goes on in Distribution.cs beside this.
using Backorders.Domain.ActorData;
using Backorders.Domain.Ids;
using Backorders.Domain.Messages;

namespace Backorders.Domain.Actors.Skus;

/// <summary>One owner's item: who gets its units, and who is promised those that are expected. What it knows is in <see cref="SkuData"/>.</summary>
internal sealed class SkuActor(SkuKey key) : SkuData(key)
{
    public void Receive(SkuMessage message, ITurn turn)
    {
        switch (message)
        {
            case DistributeUnits:
                Distribution.Run(this, turn);
                BackInStockDesk.Run(this, turn);
                turn.Send(new LinkSupply(Key)); // what was given away is no longer expected, and what is left may be
                break;
            case DistributeAtOnce:
                Distribution.Run(this, turn);
                break;
            case LinkSupply:
                Pegging.Run(this, turn);
                break;
            case RetellPromises:
                Pegging.Retell(this, turn);
                break;
            case PreemptFor m when turn.FindLine(m.Line) is { } line:
                Preemption.Run(line, turn);
                break;
            case ItemDue { Kind: DueKind.ItemReleased }:
                turn.Send(new DistributeUnits(Key));
                break;
            case TellBackInStock or ItemDue { Kind: DueKind.BackInStockAgain }:
                BackInStockDesk.Run(this, turn);
                break;
            case PreemptFor:
                break; // the line is gone
            default:
                throw new ArgumentOutOfRangeException(nameof(message), message, "An item does not answer to it.");
        }
    }
}
