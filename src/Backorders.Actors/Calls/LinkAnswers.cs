using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Actors.Calls;

/// <summary>What a link says by itself, when no gateway does.</summary>
internal static class LinkAnswers
{
    /// <summary>gRPC's UNAVAILABLE.</summary>
    private const int unavailable = 14;

    /// <summary>Nobody served the warehouse for as long as the call would wait.</summary>
    public static WarehouseAnswer NobodyServes(WarehouseId warehouse) => WarehouseAnswer.Refuse(Refused.Because(
        Refusal.NotReady, $"Warehouse {warehouse} is on its way from one node to another. Send the same command again.", ("warehouse", warehouse)));

    /// <summary>A gateway that is about to end did not take the call.</summary>
    public static WarehouseAnswer Closing() => new((object?)null, unavailable, "The warehouse leaves its node.", IsMoved: true);

    /// <summary>The node holds as many calls for the warehouse as it may.</summary>
    public static WarehouseAnswer Full(int capacity) => WarehouseAnswer.Refuse(Refused.Because(
        Refusal.Busy, "This node holds too many calls for the warehouse. Send the same command again a little later.", ("queue_capacity", capacity), ("retry_after_ms", 200)));

    /// <summary>The node ends.</summary>
    public static WarehouseAnswer Stopping() => WarehouseAnswer.Refuse(Refused.Because(Refusal.NotReady, "This node is stopping. Send the same command to another node."));
}
