using Microsoft.Extensions.Logging;

namespace Backorders.Cli.Printing;

internal sealed partial class PrinterWork
{
    [LoggerMessage(6010, LogLevel.Information, "Printer {Printer} printed job {Job}: {Labels} labels.")]
    private partial void LogPrinted(string printer, string job, int labels);

    [LoggerMessage(6011, LogLevel.Warning, "Printer {Printer} did not print job {Job}. {Why}")]
    private partial void LogFailed(string printer, string job, string why);

    [LoggerMessage(6012, LogLevel.Error, "Whether printer {Printer} printed job {Job} is not known. {Why}")]
    private partial void LogUnknown(string printer, string job, string why);

    [LoggerMessage(6013, LogLevel.Warning, "A job for printer {Printer} could not be taken; it is tried again. {Why}")]
    private partial void LogNotTaken(string printer, string why);

    [LoggerMessage(6014, LogLevel.Error, "The node was not told that job {Job} of printer {Printer} is {State}; it will call it unknown. {Why}")]
    private partial void LogNotTold(string job, string printer, string state, string why);
}
