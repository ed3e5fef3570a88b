using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit;

namespace Backorders.Actors.Tests.Warehouses;

/// <summary>A scheduler that a test moves, and that tells what it was asked to wait for: whoever moves it too early moves it past nothing.</summary>
internal sealed class HandScheduler(Config config, ILoggingAdapter log) : TestScheduler(config, log), IScheduler
{
    private readonly ConcurrentBag<TimeSpan> begun = [];

    /// <summary>Whether a wait of this length was ever begun.</summary>
    public bool HasBegun(TimeSpan wait) => begun.Contains(wait);

    void ITellScheduler.ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable)
    {
        ScheduleTellOnce(delay, receiver, message, sender, cancelable);
        begun.Add(delay);
    }
}
