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
        foreach (BackorderLine line in lines.Where(l => !l.Open.IsZero))
        {
            turn.Send(new PreemptUnits(line.Item.Key));
        }
    }

    /// <summary>What the lines have may be taken back now for lines that have become of a higher class than they are.</summary>
    public static void AskHigherClasses(IEnumerable<BackorderLine> lines, ITurn turn)
    {
        foreach (BackorderLine line in lines.Where(static l => !l.Held.IsZero || !l.Allocated.IsZero))
        {
            turn.Send(new PreemptUnits(line.Item.Key));
        }
    }
}
