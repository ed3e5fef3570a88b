using Backorders.Domain.ActorData;
using Backorders.Domain.Messages;

namespace Backorders.Domain.Actors.Orders;

/// <summary>Looks for units for an order that may take some now.</summary>
internal static class UnitSearch
{
    /// <summary>For every line of the order, from what is free.</summary>
    public static void AskQueues(OrderData order, ITurn turn)
    {
        foreach (BackorderLine line in order.Lines)
        {
            turn.Send(new DistributeUnits(line.Item.Key));
        }
    }

    /// <summary>After what is free was given away: what the lines still lack may be taken back from lower classes.</summary>
    public static void AskLowerClasses(IEnumerable<BackorderLine> lines, ITurn turn)
    {
        BackorderLine[] open = [.. lines.Where(l => !l.Open.IsZero)];
        foreach (BackorderLine line in open)
        {
            turn.Send(new LinkSupply(line.Item.Key)); // whether an order could use units hangs on what its other lines are linked to
        }

        foreach (BackorderLine line in open)
        {
            turn.Send(new PreemptFor(line.Item.Key, line.Key));
        }
    }
}
