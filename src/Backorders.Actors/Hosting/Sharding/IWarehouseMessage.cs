using Backorders.Domain.Ids;


namespace Backorders.Actors.Hosting.Sharding;

/// <summary>What is sent to a warehouse through its region: the region finds the node by this alone.</summary>
public interface IWarehouseMessage
{
    /// <summary>For which warehouse it is.</summary>
    WarehouseId Warehouse { get; }
}
