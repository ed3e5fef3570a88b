using Backorders.Engine.Cluster;
using Backorders.Journal.Cluster;

namespace Backorders.Engine.Tests.Cluster;

/// <summary>Who takes what from whom, one case each. There are four shards; A is the node that decides.</summary>
public sealed class PlacementTests
{
    private static readonly NodeIdentity A = new("a", Guid.Parse("0000000a-0000-0000-0000-000000000000"), "http://a", 100);
    private static readonly NodeIdentity B = new("b", Guid.Parse("0000000b-0000-0000-0000-000000000000"), "http://b", 100);

    private static readonly int ForA = Enumerable.Range(0, 100).First(s => Rendezvous.Choose(s, [A, B]) == "a");
    private static readonly int ForB = Enumerable.Range(0, 100).First(s => Rendezvous.Choose(s, [A, B]) == "b");

    private readonly HashSet<Guid> silent = [];
    private readonly Dictionary<int, long> held = [];
    private readonly List<NodeRecord> nodes = [Live(A), Live(B)];
    private readonly Dictionary<int, long> given = [];
    private readonly Dictionary<int, long> preparing = [];
    private readonly HashSet<(int Shard, Guid Incarnation)> unfit = [];
    private bool leaving;

    [Fact]
    public void FreeShard_MeantForThisNode_IsTaken() => Assert.Equal([new(StepKind.Take, ForA, 3)], Decide(Free(ForA)));

    [Fact]
    public void FreeShard_MeantForAnother_IsLeftAlone() => Assert.Empty(Decide(Free(ForB)));

    [Fact]
    public void FreeShard_GivenToThisNode_IsTakenWhateverTheDrawSays() => Assert.Equal([new(StepKind.Take, ForB, 3)], Decide(Free(ForB) with { TargetNode = "a" }));

    [Fact]
    public void FreeShard_GivenToANodeThatIsGone_FallsToTheDraw()
    {
        nodes[1] = Live(B) with { IsLive = false };

        Assert.Equal([new(StepKind.Take, ForB, 3)], Decide(Free(ForB) with { TargetNode = "b" }));
    }

    [Fact]
    public void OwnersShard_OwnerLives_IsLeftAlone() => Assert.Empty(Decide(OwnedBy(B, ForA)));

    [Fact]
    public void OwnersShard_RowExpiredButCounterMoved_IsLeftAlone()
    {
        nodes[1] = Live(B) with { IsLive = false };

        Assert.Empty(Decide(OwnedBy(B, ForB)));
    }

    [Fact]
    public void OwnersShard_CounterSilentButRowGood_IsLeftAlone()
    {
        silent.Add(B.Incarnation);

        Assert.Empty(Decide(OwnedBy(B, ForA)));
    }

    [Fact]
    public void OwnersShard_ExpiredAndSilent_IsFreed()
    {
        nodes[1] = Live(B) with { IsLive = false };
        silent.Add(B.Incarnation);

        Assert.Equal([new(StepKind.Evict, ForB, 3)], Decide(OwnedBy(B, ForB)));
    }

    [Fact]
    public void OwnersShard_AnotherStartHasItsPlace_IsFreedByWhomItIsMeantFor()
    {
        NodeIdentity earlier = B with { Incarnation = Guid.Parse("000000bb-0000-0000-0000-000000000000") };

        Assert.Equal([new(StepKind.Evict, ForA, 3)], Decide(OwnedBy(earlier, ForA), OwnedBy(earlier, ForB)));
    }

    [Fact]
    public void OwnShard_WithoutALoop_IsTakenFromItself() => Assert.Equal([new(StepKind.Take, ForB, 3)], Decide(OwnedBy(A, ForB)));

    [Fact]
    public void OwnShard_JustGivenAndRowsReadBefore_IsNotTakenBack()
    {
        given[ForB] = 3;

        Assert.Empty(Decide(OwnedBy(A, ForB)));
        Assert.Equal([new(StepKind.Take, ForB, 4)], Decide(OwnedBy(A, ForB) with { Epoch = 4 }));
    }

    [Fact]
    public void OwnShard_MeantForAnother_IsGiven()
    {
        held[ForB] = 3;

        Assert.Equal([new(StepKind.Give, ForB, 3, "b")], Decide(OwnedBy(A, ForB)));
    }

    [Fact]
    public void OwnShard_OwnRowReadAsExpired_IsNotGivenForThat()
    {
        held[ForA] = 3;
        nodes[0] = Live(A) with { IsLive = false };

        Assert.Empty(Decide(OwnedBy(A, ForA)));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void OwnShard_NodeLeavesOrDrains_IsGiven(bool leaves, bool drains)
    {
        held[ForA] = 3;
        (leaving, nodes[0]) = (leaves, Live(A) with { Draining = drains });

        Assert.Equal([new(StepKind.Give, ForA, 3, "b")], Decide(OwnedBy(A, ForA)));
    }

    [Fact]
    public void OwnShard_NodeLeavesAndNobodyCanTakeIt_IsKept()
    {
        held[ForA] = 3;
        leaving = true;
        nodes[1] = Live(B) with { IsLive = false };

        Assert.Empty(Decide(OwnedBy(A, ForA)));
    }

    [Fact]
    public void OwnShards_MoreThanMayMove_OnlyAPartIsGiven()
    {
        int[] mine = [.. Enumerable.Range(0, 256).Where(s => Rendezvous.Choose(s, [A, B]) == "b")];
        foreach (int shard in mine)
        {
            held[shard] = 3;
        }

        held[mine[0]] = 0; // under way already

        Assert.Equal(15, Decide([.. mine.Select(s => OwnedBy(A, s))]).Count);
    }

    [Fact]
    public void OwnShards_MoreThanMayMove_ThoseWithTheFewestTurnsGoFirst()
    {
        int[] mine = [.. Enumerable.Range(0, 256).Where(s => Rendezvous.Choose(s, [A, B]) == "b")];
        ShardRecord[] rows = [.. mine.Select((s, i) => OwnedBy(A, s) with { LastSeq = 1_000 - i })];
        foreach (int shard in mine)
        {
            held[shard] = 3;
        }

        Assert.Equal(mine.Reverse().Take(16), Decide(rows).Select(s => s.Shard));
    }

    [Fact]
    public void ShardOnItsWayHere_IsPreparedUntilItsRowSaysSo()
    {
        ShardRecord coming = OwnedBy(B, ForA) with { State = ShardState.Draining, TargetNode = "a" };

        Assert.Equal([new(StepKind.Prepare, ForA, 3)], Decide(coming));
        preparing[ForA] = 3;
        Assert.Empty(Decide(coming));
        Assert.Equal([new(StepKind.Prepare, ForA, 4)], Decide(coming with { Epoch = 4 }));
        preparing.Clear();
        Assert.Equal([new(StepKind.Prepare, ForA, 3)], Decide(coming with { PreparedBy = B.Incarnation, Prepared = ShardPreparedness.Ready }));
        Assert.Empty(Decide(coming with { PreparedBy = A.Incarnation, Prepared = ShardPreparedness.Ready }));
        Assert.Empty(Decide(coming with { PreparedBy = A.Incarnation, Prepared = ShardPreparedness.Unfit }));
    }

    [Fact]
    public void OwnShard_ItsNextOwnerCannotFoldIt_GoesToTheNextButOneOrStays()
    {
        held[ForB] = 3;
        unfit.Add((ForB, B.Incarnation));
        Assert.Empty(Decide(OwnedBy(A, ForB)));

        leaving = true;
        Assert.Empty(Decide(OwnedBy(A, ForB)));
        NodeIdentity c = new("c", Guid.Parse("0000000c-0000-0000-0000-000000000000"), "http://c", 100);
        nodes.Add(Live(c));
        Assert.Equal([new(StepKind.Give, ForB, 3, "c")], Decide(OwnedBy(A, ForB)));
    }

    [Fact]
    public void ShardOnItsWay_NothingToFoldOrMeantForAnotherOrNodeLeaves_IsNotPrepared()
    {
        ShardRecord coming = OwnedBy(B, ForA) with { State = ShardState.Draining, TargetNode = "a" };

        Assert.Empty(Decide(coming with { LastSeq = 0 }));
        Assert.Empty(Decide(coming with { TargetNode = "b" }));
        Assert.Empty(Decide(coming with { TargetNode = null }));
        leaving = true;
        Assert.Empty(Decide(coming));
    }

    [Fact]
    public void ShardOnItsWayHere_OwnerIsGone_IsFreed()
    {
        nodes[1] = Live(B) with { IsLive = false };
        silent.Add(B.Incarnation);

        Assert.Equal([new(StepKind.Evict, ForA, 3)], Decide(OwnedBy(B, ForA) with { State = ShardState.Draining, TargetNode = "a" }));
    }

    [Fact]
    public void HeldShard_RowsReadBeforeItWasTaken_IsKept()
    {
        held[ForA] = 4;

        Assert.Empty(Decide(OwnedBy(B, ForA)));
    }

    [Theory]
    [InlineData(ShardState.Sealed, 3)]
    [InlineData(ShardState.Free, 3)]
    [InlineData(ShardState.Owned, 4)]
    public void HeldShard_LostByTheRows_IsDropped(ShardState state, long epoch)
    {
        held[ForA] = 3;
        ShardRecord row = OwnedBy(B, ForA) with { State = state, Epoch = epoch };

        Assert.Equal([new(StepKind.Drop, ForA, epoch)], Decide(state == ShardState.Owned ? row : row with { OwnerIncarnation = null, OwnerNode = null }));
    }

    [Fact]
    public void SealedShard_IsTakenByNobody() => Assert.Empty(Decide(Free(ForA) with { State = ShardState.Sealed }));

    private static NodeRecord Live(NodeIdentity node) => new(node, 7, TimeSpan.Zero, true, false);

    private static ShardRecord Free(int shard) => new(shard, 3, ShardState.Free, null, null, null, 10, null);

    private static ShardRecord OwnedBy(NodeIdentity owner, int shard) => new(shard, 3, ShardState.Owned, owner.Incarnation, owner.NodeId, null, 10, null);

    private List<ShardStep> Decide(params ShardRecord[] shards) =>
        new Placement(A, new ClusterRecord(DateTimeOffset.UnixEpoch, nodes, shards), silent.Contains, held, given, preparing, (shard, node) => unfit.Contains((shard, node)), leaving, 32).Decide();
}
