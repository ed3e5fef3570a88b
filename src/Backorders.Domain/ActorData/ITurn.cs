using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Messages;
using Backorders.Domain.Values;

namespace Backorders.Domain.ActorData;

/// <summary>
/// The running turn, as an actor and its rules see it: what they may know besides what actors know, and the two ways to act. They decide by emitting events,
/// and they ask others by sending messages; nothing else changes anything.
/// </summary>
internal interface ITurn
{
    /// <summary>The time of the turn.</summary>
    Instant Now { get; }

    /// <summary>The rules for the building and its people.</summary>
    Policy Policy { get; }

    /// <summary>The zone in which cutoffs are told.</summary>
    TimeZoneInfo Zone { get; }

    /// <summary>What falls due by time.</summary>
    Agenda Agenda { get; }

    /// <summary>What began the turn, as customers are told whose dates move by it.</summary>
    PromiseCause Cause { get; }

    /// <summary>How often what must be complete has lost its cover in this turn: a line, or line 0 of an order.</summary>
    Dictionary<LineKey, int> LostCover { get; }

    /// <summary>The number of the task that is made next.</summary>
    TaskId NextTask { get; }

    /// <summary>The rules for an owner's goods.</summary>
    Policy PolicyOf(OwnerId owner);

    /// <summary>How the lines of an owner's items are ranked.</summary>
    Ranking RankingOf(OwnerId owner);

    /// <summary>How late most of a supplier's shipments to an owner came; null when too few have come to say.</summary>
    TimeSpan? LatenessOf(OwnerId owner, string supplier);

    /// <summary>What is known of an item; null when it was never defined.</summary>
    Item? FindItem(SkuKey key);

    /// <summary>Queue, stock and expected supply of an item; null when it was never ordered, announced or received.</summary>
    SkuData? FindSku(SkuKey key);

    /// <summary>What is known of the shipment that brought the units which are now at the dock; null when none did, or it is closed.</summary>
    ExpectedSupply? ShipmentOf(SkuData item);

    /// <summary>A line; null when it is not there.</summary>
    BackorderLine? FindLine(LineKey key);

    /// <summary>Says that something happened. It is folded at once, so the next decision sees it.</summary>
    /// <exception cref="InvalidOperationException">The turn has emitted so many events that it does not seem to end.</exception>
    void Emit(Event change);

    /// <summary>Sends a message, which is handled after those that were sent before. One that waits already is not sent twice.</summary>
    void Send(Message message);

    /// <summary>Sends a message that is handled when all is given away and planned, so that whoever gets it knows what came of the turn.</summary>
    void SendLast(Message message);
}
