using Backorders.Engine.Cluster;
using Backorders.Journal.Cluster;

namespace Backorders.Engine.Tests.Cluster;

public sealed class RendezvousTests
{
    private static readonly NodeIdentity[] Three = [Node("n1"), Node("n2"), Node("n3")];

    [Fact]
    public void Choose_OfThreeNodes_IsWhatOtherVersionsChoose() =>
        Assert.Equal("2122211311313322", string.Concat(Enumerable.Range(0, 16).Select(s => Rendezvous.Choose(s, Three)![1])));

    [Fact]
    public void Choose_OfEqualNodes_SharesAlike()
    {
        int[] shares = [.. Enumerable.Range(0, 256).Select(s => Rendezvous.Choose(s, Three)!).CountBy(n => n).Select(c => c.Value)];

        Assert.Equal(3, shares.Length);
        Assert.All(shares, s => Assert.InRange(s, 60, 110));
    }

    [Fact]
    public void Choose_OfUnequalNodes_SharesByWeight()
    {
        NodeIdentity[] nodes = [Node("n1") with { Weight = 300 }, Node("n2"), Node("n3") with { Weight = 0 }];

        int first = Enumerable.Range(0, 4_000).Count(s => Rendezvous.Choose(s, nodes) == "n1");

        Assert.InRange(first, 2_850, 3_150);
        Assert.DoesNotContain(Enumerable.Range(0, 4_000), s => Rendezvous.Choose(s, nodes) == "n3");
    }

    [Fact]
    public void Choose_WhenANodeGoes_MovesOnlyItsOwnShare() => Assert.All(
        Enumerable.Range(0, 256).Where(s => Rendezvous.Choose(s, Three) != "n2"), s => Assert.Equal(Rendezvous.Choose(s, Three), Rendezvous.Choose(s, [Three[0], Three[2]])));

    [Fact]
    public void Choose_OfNobody_IsNobody() => Assert.Null(Rendezvous.Choose(1, []));

    private static NodeIdentity Node(string id) => new(id, Guid.Empty, "http://" + id, 100);
}
