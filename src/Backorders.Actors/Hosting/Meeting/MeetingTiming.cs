namespace Backorders.Actors.Hosting.Meeting;

/// <summary>How long nodes wait for each other at the meeting place. The same on all of them.</summary>
public sealed record MeetingTiming
{
    /// <summary>Time between two signs of life, and between two looks at the others. Default 1 s: one small update each.</summary>
    public TimeSpan Beat { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// For how long a sign of life counts, by the place's clock. Default 6 s: after it the right of a dead node to begin a cluster passes on, and a
    /// node of the same
    /// id may take its place; a database that restarts within it is not noticed.
    /// </summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>
    /// For how long a node that finds members silent watches them before it may begin a cluster of its own. Default 3 s, three heartbeats: after an
    /// outage of the database every row looks dead until its node has updated it.
    /// </summary>
    public TimeSpan WatchSilent { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Time between two steps of a node that wants to join. Default 200 ms.</summary>
    public TimeSpan JoinStep { get; init; } = TimeSpan.FromMilliseconds(200);
}
