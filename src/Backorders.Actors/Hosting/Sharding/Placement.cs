namespace Backorders.Actors.Hosting.Sharding;

/// <summary>
/// Which node gets a shard and which shards move, as a pure function: the node with the fewest shards for its weight. A node that drains, or has no
/// weight, gets a shard
/// only when no other node is there: a warehouse that nobody serves helps no one.
/// </summary>
internal static class Placement
{
    /// <summary>
    /// Shards that may be on their way at once. The more go together, the longer each is away; at this number 256 are through within seconds.
    /// </summary>
    public const int MovesMax = 24;

    /// <summary>
    /// The node for one more shard; null when there is none. Of equals the first by address, so that the answer does not depend on the order of
    /// asking.
    /// </summary>
    public static string? Choose(IReadOnlyCollection<PlacedNode> nodes)
    {
        PlacedNode[] taking = [.. nodes.Where(n => n.Share.Takes)];
        IEnumerable<PlacedNode> from = taking.Length > 0 ? taking : nodes;
        return from.OrderBy(n => Load(n, n.Shards.Count + 1)).ThenBy(n => n.Address, StringComparer.Ordinal).FirstOrDefault()?.Address;
    }

    /// <summary>
    /// The shards that should leave where they are: all of a node that drains, and then as many of an overloaded one as even out the loads. None when
    /// nobody else may take
    /// them.
    /// </summary>
    /// <param name="nodes">Where shards are now.</param>
    /// <param name="moving">Shards that are on their way already.</param>
    public static IReadOnlyList<string> Moves(IReadOnlyCollection<PlacedNode> nodes, IReadOnlySet<string> moving)
    {
        PlacedNode[] taking = [.. nodes.Where(n => n.Share.Takes)];
        int room = MovesMax - moving.Count;
        if (taking.Length == 0 || room <= 0)
        {
            return [];
        }

        string[] leaving = [.. nodes.Where(n => !n.Share.Takes).SelectMany(n => Settled(n, moving)).Take(room)];

        // Loads are known only while nothing is on its way.
        return leaving.Length > 0 || moving.Count > 0 ? leaving : Evened(taking, room);
    }

    /// <summary>
    /// One shard after the other from the most loaded to the least loaded node, while the taker stays below what the giver had: none moves back.
    /// </summary>
    private static List<string> Evened(PlacedNode[] taking, int room)
    {
        Dictionary<PlacedNode, int> counts = taking.ToDictionary(n => n, n => n.Shards.Count);
        Dictionary<PlacedNode, Queue<string>> settled = taking.ToDictionary(n => n, n => new Queue<string>(n.Shards.Order(StringComparer.Ordinal)));
        List<string> leaving = [];
        while (leaving.Count < room)
        {
            PlacedNode most = taking.OrderByDescending(n => Load(n, counts[n])).ThenBy(n => n.Address, StringComparer.Ordinal).First();
            PlacedNode least = taking.OrderBy(n => Load(n, counts[n] + 1)).ThenBy(n => n.Address, StringComparer.Ordinal).First();
            if (Load(least, counts[least] + 1) >= Load(most, counts[most]) || !settled[most].TryDequeue(out string? shard))
            {
                break;
            }

            leaving.Add(shard);
            counts[most]--;
            counts[least]++;
        }

        return leaving;
    }

    private static IEnumerable<string> Settled(PlacedNode node, IReadOnlySet<string> moving) =>
        node.Shards.Where(s => !moving.Contains(s)).Order(StringComparer.Ordinal);

    private static double Load(PlacedNode node, int shards) => shards / (double)Math.Max(1, node.Share.Weight);
}
