using Akka.Actor;
using Akka.Event;
using Akka.Hosting.Logging;
using Microsoft.Extensions.Logging;
using AkkaLevel = Akka.Event.LogLevel;
using Level = Microsoft.Extensions.Logging.LogLevel;

namespace Backorders.Actors.Hosting.Doors;

/// <summary>
/// Passes Akka's log on to <see cref="ILogger"/>, each event under the name of the class that wrote it, so that it can be filtered by it.
/// Akka.Hosting's own logger puts all of
/// them under one name and repeats level, time and thread in the text. It is sent log events alone.
/// </summary>
public sealed class AkkaLog : LoggerFactoryLogger
{
    private readonly ILoggerFactory factory = Context.System.Settings.Setup.Get<LoggerFactorySetup>().Value.LoggerFactory;
    private readonly Dictionary<string, ILogger> loggers = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override void Log(LogEvent log, ActorPath path)
    {
        string name = NameOf(log);
        if (!loggers.TryGetValue(name, out ILogger? logger))
        {
            loggers[name] = logger = factory.CreateLogger(name);
        }

        logger.Log(
            LevelOf(log.LogLevel()), default, (log.Message, log.LogSource), log.Cause, static (said, _) => $"{said.Message} ({said.LogSource})");
    }

    /// <summary>
    /// Parts of Akka that are not actors log under a name such as <c>Cluster (akka://backorders)</c> and a meaningless class.
    /// </summary>
    private static string NameOf(LogEvent log) => log.LogClass == typeof(DummyClassForStringSources)
        ? $"Akka.{log.LogSource.Split(' ', 2)[0]}"
        : log.LogClass.FullName ?? log.LogClass.Name;

    private static Level LevelOf(AkkaLevel level) => level switch
    {
        AkkaLevel.DebugLevel => Level.Debug,
        AkkaLevel.InfoLevel => Level.Information,
        AkkaLevel.WarningLevel => Level.Warning,
        _ => Level.Error,
    };
}
