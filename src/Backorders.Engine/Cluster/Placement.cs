using Backorders.Journal.Cluster;

namespace Backorders.Engine.Cluster;

/// <summary>
/// What one node should do, given what it sees: pure, so that every case of who takes what from whom can be written down as a test. All nodes decide by the
/// same rules from the same rows; where their sights differ for a moment, the grant decides.
/// </summary>
/// <param name="Self">This start of this node.</param>
/// <param name="Seen">What the store says.</param>
/// <param name="IsSilent">Whether a node's counter was watched standing still for a lifetime.</param>
/// <param name="Held">The epochs of the shards that have a loop here; 0 while a step about one is under way.</param>
/// <param name="Given">The last epochs in which this node gave shards away: rows that still show it as the owner in one of them were read before.</param>
/// <param name="Preparing">The epochs of the shards that are being folded here before their owners give them, and of those whose owners are being told so.</param>
/// <param name="IsUnfit">Whether a start of a node has said that it cannot fold a shard of this node's.</param>
/// <param name="Leaving">Whether this node gives everything away.</param>
/// <param name="MovesMax">Shards that may be on their way at once, over all nodes; 0 gives none.</param>
internal sealed record Placement(
    NodeIdentity Self, ClusterRecord Seen, Func<Guid, bool> IsSilent, IReadOnlyDictionary<int, long> Held, IReadOnlyDictionary<int, long> Given,
    IReadOnlyDictionary<int, long> Preparing, Func<int, Guid, bool> IsUnfit, bool Leaving, int MovesMax)
{
    /// <summary>The steps to take now. Of the shards to give, those with the fewest turns go first: a node that has just started learns on them.</summary>
    public List<ShardStep> Decide()
    {
        Dictionary<Guid, NodeRecord> nodes = Seen.Nodes.ToDictionary(n => n.Identity.Incarnation);
        NodeIdentity[] takers = Takers();
        ShardStep[] steps = [.. Seen.Shards.OrderBy(s => s.LastSeq).Select(s => Step(s, nodes, takers)).OfType<ShardStep>()];
        return
        [
            .. steps.Where(s => s.Kind != StepKind.Give),
            .. steps.Where(s => s.Kind == StepKind.Give).Take(Math.Max(0, MovesLeft())),
        ];
    }

    /// <summary>Who should have a shard of this node's; null when nobody takes any, this node among them.</summary>
    public string? NextOwner(ShardRecord shard) => Rendezvous.Choose(shard.Shard, Takers().Where(t => !IsUnfit(shard.Shard, t.Incarnation)));

    private NodeIdentity[] Takers() => [.. Seen.Nodes.Where(Takes).Select(n => n.Identity)];

    /// <summary>Each live node gets an equal part of the moves, so that together they keep the bound without a word.</summary>
    private int MovesLeft()
    {
        int under = Seen.Shards.Count(s => s.OwnerIncarnation == Self.Incarnation && Held.TryGetValue(s.Shard, out long epoch) && epoch == 0);
        int part = MovesMax == 0 ? 0 : Math.Max(1, MovesMax / Math.Max(1, Seen.Nodes.Count(n => n.IsLive)));
        return part - under;
    }

    private ShardStep? Step(ShardRecord shard, Dictionary<Guid, NodeRecord> nodes, NodeIdentity[] takers)
    {
        bool held = Held.TryGetValue(shard.Shard, out long epoch);
        bool mine = shard.OwnerIncarnation == Self.Incarnation;
        if (held && !mine)
        {
            // The rows may have been read before the shard was taken here: only a later epoch, or this one without its owner, says that it is lost.
            return epoch != 0 && shard.Epoch >= epoch ? new(StepKind.Drop, shard.Shard, shard.Epoch) : null;
        }

        switch (shard.State)
        {
            case ShardState.Free:
                return Meant(shard, takers) == Self.NodeId ? new(StepKind.Take, shard.Shard, shard.Epoch) : null;
            case ShardState.Owned or ShardState.Draining when mine:
                return held ? Move(shard, epoch) : IsGiven(shard) ? null : new(StepKind.Take, shard.Shard, shard.Epoch);
            case ShardState.Owned or ShardState.Draining when IsGone(shard, nodes):
                return Choose(shard, takers) == Self.NodeId ? new(StepKind.Evict, shard.Shard, shard.Epoch) : null;
            case ShardState.Draining:
                return IsToBePrepared(shard, takers) ? new(StepKind.Prepare, shard.Shard, shard.Epoch) : null;
            default:
                return null;
        }
    }

    private bool IsGiven(ShardRecord shard) => Given.TryGetValue(shard.Shard, out long epoch) && shard.Epoch <= epoch;

    /// <summary>One without turns needs no preparation. Whatever its owner was told before, it is told again when its row does not say so.</summary>
    private bool IsToBePrepared(ShardRecord shard, NodeIdentity[] takers) =>
        shard.LastSeq > 0 && shard.TargetNode == Self.NodeId && shard.PreparedBy != Self.Incarnation && Array.Exists(takers, t => t.Incarnation == Self.Incarnation)
        && !(Preparing.TryGetValue(shard.Shard, out long epoch) && epoch == shard.Epoch);

    private ShardStep? Move(ShardRecord shard, long epoch)
    {
        string? better = NextOwner(shard);
        return epoch != 0 && better is not null && better != Self.NodeId ? new(StepKind.Give, shard.Shard, epoch, better) : null;
    }

    /// <summary>For whom a free shard is: whom it was given to, as long as that node takes shards.</summary>
    private static string? Meant(ShardRecord shard, NodeIdentity[] takers) =>
        shard.TargetNode is { } target && Array.Exists(takers, t => t.NodeId == target) ? target : Choose(shard, takers);

    private static string? Choose(ShardRecord shard, NodeIdentity[] takers) => Rendezvous.Choose(shard.Shard, takers);

    /// <summary>This node knows of itself that it lives, whatever its row said when it was read.</summary>
    private bool Takes(NodeRecord node) => !node.Draining && node.Identity.Weight > 0 && (node.Identity.Incarnation == Self.Incarnation ? !Leaving : node.IsLive);

    /// <summary>Both must say so: the store's clock, and this node's own eyes. A node without a row has left, or another start of it has its place.</summary>
    private bool IsGone(ShardRecord shard, Dictionary<Guid, NodeRecord> nodes) =>
        shard.OwnerIncarnation is not { } owner || !nodes.TryGetValue(owner, out NodeRecord? node) || (!node.IsLive && IsSilent(owner));
}
