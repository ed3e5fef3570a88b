using Microsoft.Extensions.Logging;

namespace Backorders.Actors.Warehouses;

internal sealed partial class WarehouseGateway
{
    [LoggerMessage(5200, LogLevel.Information, "Warehouse {Warehouse} stands at turn {Seq}, row {Row}, after {Seconds:0.000} s; its session was kept: {WasKept}")]
    private partial void NoteRecovered(string warehouse, long seq, long row, double seconds, bool wasKept);

    [LoggerMessage(5201, LogLevel.Error, "Warehouse {Warehouse} failed to store turns after {Seq}: its recovery tells what landed. {Reason}")]
    private partial void WriteFailed(string warehouse, long seq, string reason, Exception? failure);

    [LoggerMessage(5202, LogLevel.Warning, "Warehouse {Warehouse}: its state cannot be read yet, next try in {WaitMilliseconds:0} ms: {Reason}")]
    private partial void StillNotRecovered(string warehouse, double waitMilliseconds, string reason);

    [LoggerMessage(5203, LogLevel.Critical, "Warehouse {Warehouse} is served no more: its journal cannot be folded")]
    private partial void Broken(string warehouse, Exception failure);

    [LoggerMessage(5204, LogLevel.Error, "Warehouse {Warehouse} keeps its earlier description: {Reason}")]
    private partial void NotOpened(string warehouse, string reason);

    [LoggerMessage(5205, LogLevel.Error, "Warehouse {Warehouse}: {Count} writes in a row failed, next try in {WaitMilliseconds:0} ms")]
    private partial void StillNotWritten(string warehouse, int count, double waitMilliseconds);

    [LoggerMessage(5210, LogLevel.Error, "Warehouse {Warehouse}, incident {Incident}: {Command} with key {Key} made the domain fail and is refused from now on")]
    private partial void CommandFailed(string warehouse, string incident, string command, string key, Exception fault);

    [LoggerMessage(5211, LogLevel.Critical, "Warehouse {Warehouse}: what fell due at {Due} cannot be done; it goes on without its clock")]
    private partial void ClockStopped(string warehouse, string due);

    [LoggerMessage(5212, LogLevel.Critical, "Warehouse {Warehouse} breaks an invariant at {Seq}: {Fault}")]
    private partial void InvariantBroken(string warehouse, long seq, string fault);

    [LoggerMessage(5220, LogLevel.Information, "Warehouse {Warehouse}: snapshot at {Seq} written in {Seconds:0.000} s")]
    private partial void SnapshotWritten(string warehouse, long seq, double seconds);

    [LoggerMessage(5221, LogLevel.Warning, "Warehouse {Warehouse}: no snapshot could be written at {Seq}")]
    private partial void SnapshotFailed(string warehouse, long seq, Exception failure);
}
