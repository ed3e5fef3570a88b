using Backorders.Actors.Storage;
using Backorders.Engine;
using Microsoft.Extensions.Logging;

namespace Backorders.Actors.Warehouses;

/// <summary>What the actors of all warehouses of a node share.</summary>
/// <param name="Options">How they run.</param>
/// <param name="Store">Where their turns are stored.</param>
/// <param name="Kept">Sessions that outlive an actor.</param>
/// <param name="Time">The clock of decisions. Callers' patience and pauses go by Akka's scheduler, which always keeps real time.</param>
/// <param name="Loggers">Where their logs go.</param>
/// <param name="Instruments">Where they count; null to count nowhere.</param>
internal sealed record WarehouseParts(
    EngineOptions Options, ITurnStore Store, KeptSessions Kept, TimeProvider Time, ILoggerFactory Loggers, EngineInstruments? Instruments);
