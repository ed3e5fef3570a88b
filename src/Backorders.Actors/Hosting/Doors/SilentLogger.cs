using Akka.Event;

namespace Backorders.Actors.Hosting.Doors;

/// <summary>
/// Takes the place of Akka's logger of last resort, which writes to the console whatever <c>stdout-loglevel</c> says: what the log's mailbox still holds when the system ends
/// is handed to it. The console is not ours.
/// </summary>
public sealed class SilentLogger : MinimalLogger
{
    /// <inheritdoc/>
    protected override void Log(object message)
    {
    }
}
