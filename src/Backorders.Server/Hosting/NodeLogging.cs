using Backorders.Server.Options;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace Backorders.Server.Hosting;

/// <summary>Serilog behind ILogger: nobody else knows it.</summary>
internal static class NodeLogging
{
    private const int FilesKept = 14;

    /// <param name="logging">The host's logs.</param>
    /// <param name="options">Where they go, and how much of them.</param>
    /// <param name="further">A further place; null for none.</param>
    public static void Configure(ILoggingBuilder logging, LogOptions options, ILoggerProvider? further = null)
    {
        LoggerConfiguration configuration = new LoggerConfiguration()
            .MinimumLevel.Is(Enum.Parse<LogEventLevel>(options.Level, ignoreCase: true))
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Grpc", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error) // it warns of keys that lie in the clear: they lie beside the store and the key file
            .MinimumLevel.Override("Grpc.AspNetCore.Server.ServerCallHandler", LogEventLevel.Fatal) // what a handler throws is told by the edge; what a client sends is no error of ours
            .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal); // a start that fails is told in one line by whoever started it
        if (options.Console)
        {
            configuration.WriteTo.Console(
                outputTemplate: "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u3} {SourceContext} {Message:lj}{NewLine}{Exception}",
                formatProvider: System.Globalization.CultureInfo.InvariantCulture,
                standardErrorFromLevel: options.ConsoleIsError ? LevelAlias.Minimum : null);
        }

        if (options.File.Length > 0)
        {
            configuration.WriteTo.File(
                options.File, rollingInterval: RollingInterval.Day, retainedFileCountLimit: FilesKept, shared: true,
                formatProvider: System.Globalization.CultureInfo.InvariantCulture);
        }

        // One provider among others, not the logger factory itself: whoever embeds a node may hand in a further place, which gets events as they were logged.
        Logger logger = configuration.CreateLogger();
        logging.ClearProviders().AddSerilog(logger, dispose: true);

        // For a log that may tell of a request, the host makes an activity and a scope for each one. All that it would tell here is a fault that Kestrel tells too.
        logging.AddFilter<SerilogLoggerProvider>(DiscreetLogs.Requests, LogLevel.None);
        if (further is not null)
        {
            logging.AddProvider(new DiscreetLogs(further));
        }
    }
}
