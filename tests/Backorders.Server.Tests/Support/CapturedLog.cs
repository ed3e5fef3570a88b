using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Backorders.Server.Tests;

/// <summary>Keeps what was logged, for tests that ask whether it was.</summary>
public sealed class CapturedLog : ILoggerProvider
{
    private readonly ConcurrentQueue<(string Category, int EventId, string Text)> entries = new();

    public IReadOnlyList<(string Category, int EventId, string Text)> Entries => [.. entries];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(CapturedLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                log.entries.Enqueue((category, eventId.Id, formatter(state, exception) + (exception is null ? string.Empty : " " + exception)));
            }
        }
    }
}
