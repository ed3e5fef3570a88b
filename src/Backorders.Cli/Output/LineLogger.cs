using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Backorders.Cli.Output;

/// <summary>Log events of a program that runs on: a line each, with time, level and the event's number, which alerts go by.</summary>
internal sealed class LineLogger(TextWriter to, TimeProvider time) : ILogger
{
    private readonly Lock gate = new();

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        string level = logLevel switch { LogLevel.Information => "INF", LogLevel.Warning => "WRN", _ => "ERR" };
        string line = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {level} {eventId.Id} {formatter(state, exception).ReplaceLineEndings(" ")}");
        lock (gate)
        {
            to.WriteLine(line);
            to.Flush();
        }
    }
}
