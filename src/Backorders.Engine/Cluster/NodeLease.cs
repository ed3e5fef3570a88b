namespace Backorders.Engine.Cluster;

/// <summary>
/// Whether this node may believe that what it owns is still its own: for a while after the sending of its last good heartbeat, by its own monotonic clock. A
/// process that was frozen finds its lease gone at its first look, before any timer has fired.
/// </summary>
/// <param name="deadline">For how long.</param>
/// <param name="time">The clock.</param>
internal sealed class NodeLease(TimeSpan deadline, TimeProvider time)
{
    private readonly Lock gate = new();
    private long goodAt;
    private long term;
    private bool granted;

    /// <summary>Whether it holds now.</summary>
    public bool Holds => Volatile.Read(ref granted) && Age < deadline;

    /// <summary>Time since the sending of the last good heartbeat.</summary>
    public TimeSpan Age => time.GetElapsedTime(Volatile.Read(ref goodAt));

    /// <summary>Rises whenever the lease comes back after it had lapsed: what was owned before must be looked at anew.</summary>
    public long Term => Volatile.Read(ref term);

    /// <summary>A heartbeat was good. Says whether the lease had lapsed before.</summary>
    /// <param name="sentAt">When it was sent, by the clock's timestamp.</param>
    public bool Renew(long sentAt)
    {
        lock (gate)
        {
            bool lapsed = granted && Age >= deadline;
            if (lapsed)
            {
                Interlocked.Increment(ref term);
            }

            Volatile.Write(ref goodAt, sentAt);
            Volatile.Write(ref granted, true);
            return lapsed;
        }
    }

    /// <summary>It never holds again.</summary>
    public void End()
    {
        lock (gate)
        {
            Interlocked.Increment(ref term);
            Volatile.Write(ref granted, false);
        }
    }
}
