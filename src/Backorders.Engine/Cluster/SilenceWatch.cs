using Backorders.Journal.Cluster;

namespace Backorders.Engine.Cluster;

/// <summary>
/// Since when other nodes' counters stand still, by this node's own clock and only over time that it has watched: while it saw nothing itself, because the
/// store was away or the process was frozen, nobody's silence counts.
/// </summary>
internal sealed class SilenceWatch(ClusterTiming timing, TimeProvider time)
{
    private readonly Dictionary<Guid, (long Counter, long Since)> seen = [];
    private long lookedAt;
    private bool hasLooked;

    /// <summary>Notes what a look at the store showed.</summary>
    public void Look(IReadOnlyList<NodeRecord> nodes)
    {
        long now = time.GetTimestamp();
        bool wasBlind = !hasLooked || time.GetElapsedTime(lookedAt, now) > timing.BlindAfter;
        (lookedAt, hasLooked) = (now, true);
        foreach (NodeRecord node in nodes)
        {
            Guid id = node.Identity.Incarnation;
            if (wasBlind || !seen.TryGetValue(id, out (long Counter, long Since) before) || before.Counter != node.Counter)
            {
                seen[id] = (node.Counter, now);
            }
        }

        foreach (Guid gone in seen.Keys.Except(nodes.Select(n => n.Identity.Incarnation)).ToArray())
        {
            seen.Remove(gone);
        }
    }

    /// <summary>Whether a node's counter has been watched standing still for a lifetime.</summary>
    public bool IsSilent(Guid incarnation) => seen.TryGetValue(incarnation, out (long Counter, long Since) node) && time.GetElapsedTime(node.Since) >= timing.Lifetime;
}
