using Microsoft.Extensions.Logging;

namespace Backorders.Server.Tests;

/// <summary>Keeps what was logged, for tests that ask whether it was.</summary>
public sealed class CapturedLog : ILoggerProvider
{
    private readonly Lock gate = new();
    private readonly List<(string Category, int EventId, string Text)> entries = [];

    public IReadOnlyList<(string Category, int EventId, string Text)> Entries => Since(0);

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return entries.Count;
            }
        }
    }

    /// <summary>Secrets that were logged, each with the entry: there must be none.</summary>
    public IReadOnlyList<string> Told => [.. Entries.SelectMany(e => ToldSecrets.In(e.Text).Select(s => $"{e.EventId} tells {s}"))];

    /// <summary>Those that came after so many.</summary>
    public IReadOnlyList<(string Category, int EventId, string Text)> Since(int count)
    {
        lock (gate)
        {
            return entries[count..];
        }
    }

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
                string text = formatter(state, exception) + (exception is null ? string.Empty : " " + exception);
                lock (log.gate)
                {
                    log.entries.Add((category, eventId.Id, text));
                }
            }
        }
    }
}
