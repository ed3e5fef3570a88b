using Backorders.Actors.Hosting.Doors;

namespace Backorders.Actors.Hosting.Meeting;

/// <summary>A meeting place in memory: the one of a node that shares its store with nobody, and that of nodes in one process.</summary>
/// <param name="time">Its clock.</param>
public sealed class MemoryMeetingPlace(TimeProvider time) : IMeetingPlace
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, Row> nodes = new(StringComparer.Ordinal);
    private string? cluster;
    private long? beginner;

    /// <inheritdoc/>
    public ValueTask<bool> EnterAsync(NodeEntry self, string cluster, TimeSpan lifetime, CancellationToken cancellation)
    {
        lock (gate)
        {
            this.cluster ??= cluster;
            if (this.cluster != cluster)
            {
                throw new ClusterStartException(
                    $"The meeting place is of cluster '{this.cluster}', and this node is of '{cluster}'. Correct Cluster:Name.");
            }

            DateTimeOffset now = time.GetUtcNow();
            if (nodes.TryGetValue(self.NodeId, out Row? earlier) && earlier.Entry.Incarnation != self.Incarnation && IsLiving(earlier, lifetime, now))
            {
                return ValueTask.FromResult(false);
            }

            nodes[self.NodeId] = new Row { Entry = self, Started = now, SeenAt = now };
            return ValueTask.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<MeetingRecord> ReadAsync(CancellationToken cancellation)
    {
        lock (gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            return ValueTask.FromResult(new MeetingRecord(now, beginner, [.. nodes.Values.Select(n => n.At(now))]));
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> SeenAsync(NodeEntry self, bool joined, CancellationToken cancellation)
    {
        lock (gate)
        {
            if (Own(self) is not { Left: false, Gone: false } row)
            {
                return ValueTask.FromResult(false);
            }

            (row.SeenAt, row.Joined) = (time.GetUtcNow(), joined);
            return ValueTask.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> BeginAsync(NodeEntry self, TimeSpan lifetime, CancellationToken cancellation)
    {
        lock (gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            bool taken = nodes.Values.Any(n =>
                n.Entry.Incarnation != self.Incarnation && IsLiving(n, lifetime, now) && (n.Joined || n.Entry.Incarnation == beginner));
            if (taken || Own(self) is not { Left: false, Gone: false })
            {
                return ValueTask.FromResult(false);
            }

            beginner = self.Incarnation;
            return ValueTask.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask LeaveAsync(NodeEntry self, CancellationToken cancellation)
    {
        lock (gate)
        {
            if (Own(self) is { } row)
            {
                row.Left = true;
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask MarkGoneAsync(string address, long incarnation, CancellationToken cancellation)
    {
        lock (gate)
        {
            foreach (Row row in nodes.Values.Where(n => n.Entry.Address == address && n.Entry.Incarnation == incarnation))
            {
                row.Gone = true;
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<bool> SetDrainingAsync(string nodeId, bool draining, CancellationToken cancellation)
    {
        lock (gate)
        {
            if (!nodes.TryGetValue(nodeId, out Row? row))
            {
                return ValueTask.FromResult(false);
            }

            row.Draining = draining;
            return ValueTask.FromResult(true);
        }
    }

    /// <summary>Does nothing: there is nothing to close.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static bool IsLiving(Row row, TimeSpan lifetime, DateTimeOffset now) =>
        row is { Left: false, Gone: false } && now - row.SeenAt < lifetime;

    private Row? Own(NodeEntry self) => nodes.TryGetValue(self.NodeId, out Row? row) && row.Entry.Incarnation == self.Incarnation ? row : null;

    private sealed class Row
    {
        public required NodeEntry Entry { get; init; }

        public required DateTimeOffset Started { get; init; }

        public required DateTimeOffset SeenAt { get; set; }

        public bool Joined { get; set; }

        public bool Draining { get; set; }

        public bool Left { get; set; }

        public bool Gone { get; set; }

        public NodeRow At(DateTimeOffset now) => new(Entry, Started, SeenAt, now - SeenAt, Joined, Draining, Left, Gone);
    }
}
