using Microsoft.Extensions.Logging;

namespace Backorders.Actors.Warehouses;

internal sealed partial class WarehouseActor
{
    [LoggerMessage(5100, LogLevel.Warning, "Warehouse {Warehouse}: the stored answer at {Seq} could not be read")]
    private partial void AnswerNotRead(string warehouse, long seq, Exception failure);
}
