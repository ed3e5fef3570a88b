namespace Backorders.Actors.Port;

/// <summary>How warehouses run. Checked by <see cref="Check"/> when they are made, all mistakes at once.</summary>
public sealed class WarehouseHostOptions
{
    /// <summary>The warehouses that are opened. At least one; none twice.</summary>
    public IReadOnlyList<WarehouseSetup> Warehouses { get; set; } = [];

    /// <summary>
    /// Commands and questions that may wait for one warehouse. Default 16,384: half a second's work at full speed, so what is let in is answered before a
    /// client gives up; the next is refused as busy at once. Zero is not allowed.
    /// </summary>
    public int MailboxCapacity { get; set; } = 16_384;

    /// <summary>Turns that one append may carry. Default 4,096: beyond that a larger batch saves nothing. Zero is not allowed.</summary>
    public int BatchTurnsMax { get; set; } = 4_096;

    /// <summary>Bytes at which a batch counts as full. Default 4 MiB, so that one append stays well under a second on a slow disk. Zero is not allowed.</summary>
    public int BatchBytesMax { get; set; } = 4 * 1024 * 1024;

    /// <summary>
    /// Turns after which a new snapshot is written beside the warehouse. Default 200,000: about a second of replay after a crash. Zero: only at an orderly stop.
    /// </summary>
    public int SnapshotEveryTurns { get; set; } = 200_000;

    /// <summary>Whether a snapshot is written at an orderly stop. Default true.</summary>
    public bool SnapshotAtStop { get; set; } = true;

    /// <summary>
    /// Committed turns of a warehouse that are kept in memory for its followers and for repeated commands. Default 4,096; a follower that is further
    /// behind reads the journal. Zero: everybody always reads the journal.
    /// </summary>
    public int FeedTurns { get; set; } = 4_096;

    /// <summary>Stored bytes of those turns at most. Default 16 MiB.</summary>
    public int FeedBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>
    /// Time between two heartbeats of a follower, turns or not. Default 5 s: a dead connection is noticed within a few of them, and thousands of followers
    /// still cost nothing. Zero is not allowed.
    /// </summary>
    public TimeSpan HeartbeatEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>First wait before a store that failed is tried again; doubles up to <see cref="RetryAfterMax"/>. Default 100 ms. Zero is not allowed.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest wait before a store that failed is tried again. Default 5 s.</summary>
    public TimeSpan RetryAfterMax { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Rows per page when a journal is read. Default 4,096: a few megabytes. Zero is not allowed.</summary>
    public int ReadPageRows { get; set; } = 4_096;

    /// <summary>
    /// Turns between two checks of every invariant of the warehouse, by the warehouse itself. Default 0: never, for a check walks the whole state. Tests use 1.
    /// </summary>
    public int CheckInvariantsEvery { get; set; }

    /// <summary>Everything that is wrong with these options; empty when they can be used.</summary>
    public IReadOnlyList<string> Check()
    {
        List<string> wrong = [];
        if (Warehouses.Count == 0)
        {
            wrong.Add("Warehouses: name at least one.");
        }

        foreach (var twice in Warehouses.GroupBy(w => w.Id).Where(g => g.Count() > 1))
        {
            wrong.Add($"Warehouses: '{twice.Key}' stands there {twice.Count()} times.");
        }

        AtLeast(MailboxCapacity, 1, nameof(MailboxCapacity));
        AtLeast(BatchTurnsMax, 1, nameof(BatchTurnsMax));
        AtLeast(BatchBytesMax, 1, nameof(BatchBytesMax));
        AtLeast(SnapshotEveryTurns, 0, nameof(SnapshotEveryTurns));
        AtLeast(FeedTurns, 0, nameof(FeedTurns));
        AtLeast(FeedBytes, 0, nameof(FeedBytes));
        AtLeast(HeartbeatEvery.Ticks, 1, nameof(HeartbeatEvery));
        AtLeast(RetryAfter.Ticks, 1, nameof(RetryAfter));
        AtLeast(RetryAfterMax.Ticks, RetryAfter.Ticks, nameof(RetryAfterMax));
        AtLeast(ReadPageRows, 1, nameof(ReadPageRows));
        AtLeast(CheckInvariantsEvery, 0, nameof(CheckInvariantsEvery));
        return wrong;

        void AtLeast(long value, long least, string name)
        {
            if (value < least)
            {
                wrong.Add($"{name}: {value} is less than {least}.");
            }
        }
    }
}
