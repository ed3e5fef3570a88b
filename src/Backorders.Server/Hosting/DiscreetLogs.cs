using Backorders.Server.Web.Logins;
using Microsoft.Extensions.Logging;

namespace Backorders.Server.Hosting;

/// <summary>
/// A further place for logs, which is not told the addresses to which issuers send browsers back: each holds the code of a login. The node's own logs tell no addresses of requests at all.
/// </summary>
internal sealed class DiscreetLogs(ILoggerProvider inner) : ILoggerProvider, ISupportExternalScope
{
    /// <summary>The log in which the host tells of every request.</summary>
    public const string Requests = "Microsoft.AspNetCore.Hosting.Diagnostics";

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => categoryName == Requests ? new Discreet(inner.CreateLogger(categoryName)) : inner.CreateLogger(categoryName);

    /// <inheritdoc/>
    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => (inner as ISupportExternalScope)?.SetScopeProvider(scopeProvider);

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();

    private sealed class Discreet(ILogger told) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => told.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => told.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!formatter(state, exception).Contains(IssuerLogin.PathPrefix, StringComparison.OrdinalIgnoreCase))
            {
                told.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
