using Backorders.Actors.Hosting.Meeting;

namespace Backorders.Actors.Hosting.Arbitration;

/// <summary>An arbiter in memory: that of a single node, and of nodes in one process.</summary>
/// <param name="meeting">Where it is noted who is gone.</param>
/// <param name="time">Its clock.</param>
public sealed class MemoryArbiter(MemoryMeetingPlace meeting, TimeProvider time) : IArbiter
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Held> leases = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async ValueTask<LeaseRecord> TakeAsync(string lease, LeaseOwner owner, TimeSpan lifetime, CancellationToken cancellation)
    {
        bool gone = (await meeting.ReadAsync(cancellation).ConfigureAwait(false)).Nodes
            .Any(n => n.Gone && n.Entry.Incarnation == owner.Incarnation && n.Entry.Address == owner.Address);
        lock (gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            leases.TryGetValue(lease, out Held? held);
            bool isFree = held is null || held.Owner == owner || held.Expires <= now;
            if (isFree && !gone)
            {
                leases[lease] = held = new(owner, (held?.Version ?? 0) + 1, now + lifetime);
            }

            return new(held?.Owner == owner && !gone, gone, held?.Owner.ToString() ?? string.Empty, held?.Version ?? 0);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> RenewAsync(string lease, LeaseOwner owner, TimeSpan lifetime, CancellationToken cancellation)
    {
        lock (gate)
        {
            if (!leases.TryGetValue(lease, out Held? held) || held.Owner != owner)
            {
                return ValueTask.FromResult(false);
            }

            leases[lease] = held with { Version = held.Version + 1, Expires = time.GetUtcNow() + lifetime };
            return ValueTask.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(string lease, LeaseOwner owner, CancellationToken cancellation)
    {
        lock (gate)
        {
            if (leases.TryGetValue(lease, out Held? held) && held.Owner == owner)
            {
                leases.Remove(lease);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Does nothing: there is nothing to close.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed record Held(LeaseOwner Owner, long Version, DateTimeOffset Expires);
}
