using Akka.Event;

namespace Backorders.Actors.Hosting.Doors;

/// <summary>
/// Replaces Akka's logger of last resort, which writes to the console whatever <c>stdout-loglevel</c> says: it gets the log events that are still in a mailbox when the system
/// ends. A library must not write to its host's console.
/// </summary>
public sealed class SilentLogger : MinimalLogger
{
    /// <inheritdoc/>
    protected override void Log(object message)
    {
    }
}
