using System.Text;
using Backorders.Journal.Cluster;

namespace Backorders.Engine.Cluster;

/// <summary>
/// Which node should own a shard: each draws a number for the shard from both names, scaled by its weight, and the best draw wins (weighted rendezvous
/// hashing). All nodes come to the same answer without a word, and when a node comes or goes only its own share moves.
/// </summary>
internal static class Rendezvous
{
    private const ulong fnvOffset = 14695981039346656037;
    private const ulong fnvPrime = 1099511628211;

    /// <summary>The node that should own a shard; null when there is none to choose from.</summary>
    public static string? Choose(int shard, IEnumerable<NodeIdentity> nodes)
    {
        string? best = null;
        double bestScore = double.PositiveInfinity;
        foreach (NodeIdentity node in nodes)
        {
            double score = Score(shard, node);
            if (score < bestScore || (score == bestScore && string.CompareOrdinal(node.NodeId, best) < 0))
            {
                (best, bestScore) = (node.NodeId, score);
            }
        }

        return best;
    }

    /// <summary>An exponential draw with the weight as its rate: the least of several falls to each in proportion to its weight.</summary>
    private static double Score(int shard, NodeIdentity node) => node.Weight <= 0
        ? double.PositiveInfinity
        : -Math.Log((Hash(shard, node.NodeId) >> 11) * (1.0 / (1UL << 53)) + double.Epsilon) / node.Weight;

    private static ulong Hash(int shard, string nodeId)
    {
        unchecked
        {
            ulong hash = fnvOffset;
            foreach (byte b in Encoding.UTF8.GetBytes(nodeId))
            {
                hash = (hash ^ b) * fnvPrime;
            }

            // The finisher of splitmix64: FNV alone leaves near names near.
            hash += 0x9E3779B97F4A7C15 * (ulong)(shard + 1);
            hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
            hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
            return hash ^ (hash >> 31);
        }
    }
}
