using Backorders.Domain.Ids;
using Microsoft.Extensions.Logging;

namespace Backorders.Server.Routing;

internal sealed partial class CallRouter
{
    [LoggerMessage(4700, LogLevel.Debug, "Node {Node} at {Address} does not serve warehouse {Warehouse} any more; looking for who does.")]
    private partial void LogMoved(WarehouseId warehouse, string? node, string? address);

    [LoggerMessage(4701, LogLevel.Warning, "Node {Node} at {Address} was lost while it served a call for warehouse {Warehouse}, or could not be reached: {Why}")]
    private partial void LogLost(WarehouseId warehouse, string? node, string? address, string why);

    [LoggerMessage(4703, LogLevel.Debug, "Node {Node} at {Address} was lost for a call for warehouse {Warehouse} too: {Why}")]
    private partial void LogLostToo(WarehouseId warehouse, string? node, string? address, string why);

    [LoggerMessage(4702, LogLevel.Warning,
        "Node {Node} at {Address} refused the key of a forwarded call, which is good here. All nodes of a cluster must read the same key file: compare KeyFile on both.")]
    private partial void LogKeyUnknownThere(string? node, string? address);
}
