namespace Backorders.Server.Options;

/// <summary>How much a node takes on.</summary>
public sealed class NodeLimits
{
    /// <summary>
    /// Answers that one stream may owe before reading stops. Default 4,096: enough to fill an append, little enough for thousands of streams. Zero is
    /// not allowed.
    /// </summary>
    public int StreamPendingMax { get; set; } = 4_096;

    /// <summary>Commands that may wait for one warehouse before the next is refused as busy. Default 65,536: sixteen full streams.</summary>
    public int MailboxCapacity { get; set; } = 65_536;

    /// <summary>Largest message in bytes. Default 4 MiB: an order of 5,000 lines fits.</summary>
    public int MessageBytesMax { get; set; } = 4 * 1024 * 1024;

    /// <summary>Turns after which a new snapshot is written. Default 200,000; zero only at an orderly stop.</summary>
    public int SnapshotEveryTurns { get; set; } = 200_000;

    /// <summary>Turns between two checks of every invariant. Default 0: never; a check walks the whole state.</summary>
    public int CheckInvariantsEvery { get; set; }

    /// <summary>Seconds between two heartbeats of a subscriber, events or not; by the clock of decisions. Default 5. Zero is not allowed.</summary>
    public int FeedHeartbeatSeconds { get; set; } = 5;

    /// <summary>
    /// Simulations of a policy that may run at once. Default 1: one keeps two cores busy and holds two more states of the warehouse in memory. Zero switches
    /// them off.
    /// </summary>
    public int SimulationsMax { get; set; } = 1;

    /// <summary>Turns that the window of a simulation may hold. Default 3,000,000: some hundred megabytes. Zero is not allowed.</summary>
    public int SimulationTurnsMax { get; set; } = 3_000_000;

    /// <summary>
    /// The deepest queues that <c>/metrics</c> shows, each with its owner and SKU. Default 20: a series each, however many SKUs there are. Zero shows none, for
    /// whoever may collect without a key should not know owners and SKUs.
    /// </summary>
    public int QueueMetrics { get; set; } = 20;

    /// <summary>How fast callers may be, and how many streams they may have open.</summary>
    public CallLimitOptions Calls { get; set; } = new();

    /// <summary>
    /// Connections that a node has open; more are closed as they come. Default 10,000: each takes some 30 KB, and a file of the process. Zero is not allowed.
    /// </summary>
    public int ConnectionsMax { get; set; } = 10_000;

    /// <summary>
    /// New connections that a node takes a second, of all its ports, a fifth of them at once; more wait in the system's queue. Default 500: each costs as much as two scans, so that whoever opens
    /// and breaks thousands does not take the processors from those who are connected. Raise it where many clients open a connection for each call. Zero is not allowed.
    /// </summary>
    public int ConnectionsPerSecond { get; set; } = 500;

    /// <summary>Calls and streams that one connection may have open at once; a client waits for the end of one before it sends the next. Default 1,000. Zero is not allowed.</summary>
    public int StreamsPerConnectionMax { get; set; } = 1_000;

    /// <summary>Bytes of all headers of a request. Default 32 KiB, the server's own; a call needs less than one. Less than 4,096 is not allowed.</summary>
    public int HeaderBytesMax { get; set; } = 32 * 1024;

    /// <summary>Seconds that an orderly stop may take for calls in flight. Default 20; zero cuts them off.</summary>
    public int StopSeconds { get; set; } = 20;

    internal void Check(List<string> wrong)
    {
        AtLeast(StreamPendingMax, 1, nameof(StreamPendingMax));
        AtLeast(MailboxCapacity, 1, nameof(MailboxCapacity));
        AtLeast(MessageBytesMax, 1024, nameof(MessageBytesMax));
        AtLeast(SnapshotEveryTurns, 0, nameof(SnapshotEveryTurns));
        AtLeast(CheckInvariantsEvery, 0, nameof(CheckInvariantsEvery));
        AtLeast(FeedHeartbeatSeconds, 1, nameof(FeedHeartbeatSeconds));
        AtLeast(SimulationsMax, 0, nameof(SimulationsMax));
        AtLeast(SimulationTurnsMax, 1, nameof(SimulationTurnsMax));
        AtLeast(QueueMetrics, 0, nameof(QueueMetrics));
        AtLeast(ConnectionsMax, 1, nameof(ConnectionsMax));
        AtLeast(ConnectionsPerSecond, 1, nameof(ConnectionsPerSecond));
        AtLeast(StreamsPerConnectionMax, 1, nameof(StreamsPerConnectionMax));
        AtLeast(HeaderBytesMax, 4096, nameof(HeaderBytesMax));
        AtLeast(StopSeconds, 0, nameof(StopSeconds));
        Calls.Check(wrong);

        void AtLeast(int value, int least, string name)
        {
            if (value < least)
            {
                wrong.Add($"Limits:{name}: {value} is less than {least}.");
            }
        }
    }
}
