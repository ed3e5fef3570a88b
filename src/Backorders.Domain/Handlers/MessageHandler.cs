using Backorders.Domain.Actors;
using Backorders.Domain.Allocation;
using Backorders.Domain.Promising;
using Backorders.Domain.State;

namespace Backorders.Domain.Handlers;

/// <summary>Handles what the actors said to each other, until nobody has anything more to say.</summary>
internal static class MessageHandler
{
    public static void Drain(TurnContext turn)
    {
        while (turn.TryTake(out Message message))
        {
            switch (message)
            {
                case DistributeUnits m:
                    Distribution.Run(m.Item, turn);
                    BackInStockDesk.Run(m.Item, turn);
                    turn.Send(new LinkSupply(m.Item));
                    break;
                case LinkSupply m:
                    PegBook.Run(m.Item, turn);
                    break;
                case ConsiderSubstitute m:
                    Substitution.Consider(m.Line, turn);
                    break;
                case RetellPromises m:
                    PegBook.Retell(m.Item, turn);
                    break;
                case OrderLostUnits m:
                    FallBack.Begin(m.Order, m.Reason, turn);
                    break;
                case PreemptFor m:
                    Preemption.Run(m.Line, turn);
                    break;
                case ReconsiderOrder m:
                    Completion.Reconsider(m.Order, turn);
                    break;
            }
        }
    }
}
