using Microsoft.Extensions.Logging;

namespace Backorders.Server.Printing;

internal sealed partial class PrinterAttendance
{
    [LoggerMessage(4570, LogLevel.Information, "Print agent {Agent} with key {KeyId} attends {Printers} in warehouse {Warehouse}.")]
    private partial void LogAttended(string agent, string keyId, string printers, string warehouse);

    [LoggerMessage(4571, LogLevel.Information, "Print agent {Agent} in warehouse {Warehouse} has left: its printers are away.")]
    private partial void LogLeft(string agent, string warehouse);

    [LoggerMessage(4572, LogLevel.Warning, "Print agent {Agent} in warehouse {Warehouse} left, and the store could not be told: its printers count as attended for {Seconds} s at most. {Why}")]
    private partial void LogNotLeft(string agent, string warehouse, double seconds, string why);
}
