using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Backorders.Actors.Tests.Hosting;

/// <summary>Keeps what is logged.</summary>
internal sealed class RecordingLogs(ConcurrentQueue<(string Category, string Text)> into) : ILoggerFactory
{
    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => new Recording(categoryName, into);

    public void Dispose()
    {
    }

    private sealed class Recording(string category, ConcurrentQueue<(string Category, string Text)> into) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            into.Enqueue((category, formatter(state, exception)));
    }
}
