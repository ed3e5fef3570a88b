using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Microsoft.Extensions.Logging;

namespace Backorders.Actors.Warehouses;

/// <summary>What the actors of all warehouses of a node share.</summary>
/// <param name="Options">How they run.</param>
/// <param name="Store">Where their turns are stored.</param>
/// <param name="Kept">Sessions that outlive an actor.</param>
/// <param name="Time">The clock of decisions.</param>
/// <param name="Waiting">The clock of callers' patience: real time, whatever the other one is.</param>
/// <param name="Loggers">Where their logs go.</param>
/// <param name="Instruments">Where they count; null to count nowhere.</param>
internal sealed record WarehouseParts(
    WarehouseHostOptions Options, ITurnStore Store, KeptSessions Kept, TimeProvider Time, TimeProvider Waiting, ILoggerFactory Loggers, WarehouseInstruments? Instruments)
{
    /// <summary>Who carries out what other nodes pass on; asked for at the first such call, for it stands on these warehouses itself.</summary>
    public Func<ICallDesk> Desk { get; init; } = static () => throw new InvalidOperationException("This node takes no calls from other nodes.");

    /// <summary>Which shards are closed, so that a warehouse that ends tells its callers why; null when nobody knows.</summary>
    public ClosedShards? Closed { get; init; }
}
