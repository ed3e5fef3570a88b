using Microsoft.Extensions.Logging;

namespace Backorders.Actors.Warehouses;

internal sealed partial class StateLoader
{
    [LoggerMessage(5222, LogLevel.Warning, "Warehouse {Warehouse}: the snapshot of row {Row} cannot be read and is passed over")]
    private partial void SnapshotPassedOver(string warehouse, long row, Exception failure);
}
