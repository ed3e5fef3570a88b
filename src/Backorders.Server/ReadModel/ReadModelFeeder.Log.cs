using Backorders.Domain.Ids;
using Microsoft.Extensions.Logging;

namespace Backorders.Server.ReadModel;

internal sealed partial class ReadModelFeeder
{
    [LoggerMessage(4500, LogLevel.Warning, "The read model of warehouse {Warehouse} is built anew: {Why}.")]
    private partial void LogRebuilding(WarehouseId warehouse, string why);

    [LoggerMessage(4501, LogLevel.Error, "The read model of warehouse {Warehouse} could not be written after turn {Seq}. Reports lag; trying again.")]
    private partial void LogFailed(Exception e, WarehouseId warehouse, long seq);

    [LoggerMessage(4800, LogLevel.Information, "The rows of warehouse {Warehouse} were written by another node meanwhile ({Why}); going on from there.")]
    private partial void LogMoved(WarehouseId warehouse, string why);
}
