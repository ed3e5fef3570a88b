using Backorders.Actors.Hosting.Sharding;
using Backorders.Testing;

namespace Backorders.Actors.Tests.Hosting;

/// <summary>
/// Which node gets a shard and which move, without any cluster. Proves: by weight, never to a node that drains while another takes, all away from one
/// that drains, and no
/// shard wanders: after the moves there is nothing left to move.
/// </summary>
public sealed class PlacementTests
{
    private static readonly HashSet<string> none = [];

    [Theory]
    [InlineData("a:100:0 b:100:0", "a")]
    [InlineData("a:100:1 b:100:0", "b")]
    [InlineData("a:300:2 b:100:0", "a")]
    [InlineData("a:300:3 b:100:0", "b")]
    [InlineData("a:0:0 b:100:9", "b")]
    [InlineData("a:100:0:drains b:100:9", "b")]
    [InlineData("a:100:4:drains b:0:1", "a")]
    [InlineData("a:100:4:drains", "a")]
    public void Shard_GoesToTheLeastLoadedByWeight(string nodes, string chosen) => Assert.Equal(chosen, Placement.Choose(Read(nodes)));

    [Theory]
    [InlineData("a:100:1 b:100:0", 0)]
    [InlineData("a:100:2 b:100:0", 1)]
    [InlineData("a:100:9 b:100:0", 4)]
    [InlineData("a:300:30 b:100:10", 0)]
    [InlineData("a:300:40 b:100:0", 10)]
    [InlineData("a:100:200 b:100:0", Placement.MovesMax)]
    [InlineData("a:100:5:drains b:100:0", 5)]
    [InlineData("a:0:5 b:100:0", 5)]
    [InlineData("a:100:5:drains", 0)]
    [InlineData("a:100:5:drains b:100:5:drains", 0)]
    public void Shards_Move_ToEvenOutTheLoads_AndAwayFromWhoDrains(string nodes, int moves) =>
        Assert.Equal(moves, Placement.Moves(Read(nodes), none).Count);

    [Fact]
    public void Shards_OnTheirWay_AreNotMovedAgain_AndCountAgainstTheLimit()
    {
        PlacedNode[] nodes = Read("a:100:30:drains b:100:0");
        HashSet<string> moving = [.. nodes[0].Shards.Take(20)];

        IReadOnlyList<string> moves = Placement.Moves(nodes, moving);

        Assert.Equal(Placement.MovesMax - 20, moves.Count);
        Assert.Empty(moves.Intersect(moving));
    }

    [Fact]
    public void Loads_OnTheirWay_AreNotEvenedOut() => Assert.Empty(Placement.Moves(Read("a:100:30 b:100:0"), new HashSet<string>(["elsewhere"])));

    [Fact]
    public void Moves_ComeToAnEnd_WhateverTheWeights()
    {
        for (ulong seed = 1; seed <= 50; seed++)
        {
            SeededRandom random = new(seed);
            Dictionary<string, (int Weight, bool Drains, List<string> Shards)> nodes = Enumerable.Range(0, random.Next(2, 6))
                .ToDictionary(i => $"n{i}", i => (random.Next(0, 400), random.Percent(20), new List<string>()));
            for (int shard = 0; shard < 256; shard++)
            {
                nodes[$"n{random.Next(nodes.Count)}"].Shards.Add(shard.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }

            int rounds = 0;
            while (Placement.Moves(Placed(nodes), none) is { Count: > 0 } moves)
            {
                Assert.True(++rounds < 100, $"{random}: shards wander.");
                foreach (string shard in moves)
                {
                    nodes.Values.Single(n => n.Shards.Contains(shard)).Shards.Remove(shard);
                    nodes[Placement.Choose(Placed(nodes))!].Shards.Add(shard);
                }
            }

            bool somebodyTakes = nodes.Values.Any(n => n is { Drains: false, Weight: > 0 });
            Assert.True(
                !somebodyTakes || nodes.Values.Where(n => n.Drains || n.Weight == 0).All(n => n.Shards.Count == 0),
                $"{random}: a node that drains has shards.");
        }
    }

    private static PlacedNode[] Placed(Dictionary<string, (int Weight, bool Drains, List<string> Shards)> nodes) =>
        [.. nodes.Select(n => new PlacedNode(n.Key, new(n.Value.Weight, n.Value.Drains), [.. n.Value.Shards]))];

    /// <summary>Nodes written as <c>address:weight:shards</c>, with <c>:drains</c> behind it.</summary>
    private static PlacedNode[] Read(string nodes) =>
    [
        .. from node in nodes.Split(' ')
           let part = node.Split(':')
           let count = int.Parse(part[2], System.Globalization.CultureInfo.InvariantCulture)
           let share = new NodeShare(int.Parse(part[1], System.Globalization.CultureInfo.InvariantCulture), part.Length > 3)
           select new PlacedNode(part[0], share, [.. Enumerable.Range(0, count).Select(i => $"{part[0]}{i:000}")]),
    ];
}
