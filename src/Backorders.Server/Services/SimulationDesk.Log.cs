using Backorders.Domain.Ids;
using Microsoft.Extensions.Logging;

namespace Backorders.Server.Services;

internal sealed partial class SimulationDesk
{
    [LoggerMessage(4600, LogLevel.Information, "Warehouse {Warehouse}: {Turns} turns were played under another policy in {Seconds:0.0} s")]
    private partial void LogPlayed(WarehouseId warehouse, long turns, double seconds);

    [LoggerMessage(4601, LogLevel.Information, "Warehouse {Warehouse}: a simulation was given up by its caller after {Seconds:0.0} s")]
    private partial void LogGivenUp(WarehouseId warehouse, double seconds);
}
