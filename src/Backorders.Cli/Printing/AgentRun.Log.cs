using Microsoft.Extensions.Logging;

namespace Backorders.Cli.Printing;

internal sealed partial class AgentRun
{
    [LoggerMessage(6000, LogLevel.Information, "Agent {Agent} attends {Printers} in warehouse {Warehouse} at {Node}.")]
    private partial void LogAttending(string agent, string printers, string warehouse, string node);

    [LoggerMessage(6001, LogLevel.Warning, "The stream to the node has ended; it is opened again in {Seconds} s. {Why}")]
    private partial void LogLost(double seconds, string why);

    [LoggerMessage(6002, LogLevel.Information, "Agent {Agent} stops: jobs in hand are finished, no others are taken.")]
    private partial void LogStopping(string agent);
}
