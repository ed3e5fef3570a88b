using System.Diagnostics;
using Backorders.Actors.Hosting;
using Backorders.Postgres;
using Backorders.Testing.Postgres;

namespace Backorders.Actors.Tests.Hosting;

/// <summary>
/// Nodes are lost and the rest serves on, decided by a lease on a row of the shared database. Proves: two nodes may lose either one, three may lose
/// two one after the other,
/// after a total stop any one starts alone, and of a split one side goes on and the other ends itself. How long each took is printed.
/// </summary>
[Collection(nameof(LossTests))]
public sealed class LossTests
{
    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TwoNodes_LosingEitherOne_ServeOn(bool losesTheOlder)
    {
        PostgresOptions database = await TestDatabase.CreateAsync();
        await using SiteNode older = await SiteNode.StartAsync(database, "OLDER");
        await using SiteNode younger = await SiteNode.StartAsync(database, "YOUNGER");
        (SiteNode lost, SiteNode left) = losesTheOlder ? (older, younger) : (younger, older);
        string warehouse = await lost.WarehouseHereAsync();
        await left.Node.AskAsync(warehouse);

        long at = Stopwatch.GetTimestamp();
        await lost.KillAsync();
        double seconds = await left.UntilServedHereAsync(warehouse, at);

        Figures.Tell($"hosting: two nodes, the {(losesTheOlder ? "older" : "younger")} lost: served again after {seconds:0.0} s");
        Assert.False(left.Node.Ended.IsCompleted);
    }

    [PostgresFact]
    public async Task ThreeNodes_LosingTwoOneAfterTheOther_ServeOn()
    {
        PostgresOptions database = await TestDatabase.CreateAsync();
        await using SiteNode first = await SiteNode.StartAsync(database, "FIRST");
        await using SiteNode second = await SiteNode.StartAsync(database, "SECOND");
        await using SiteNode third = await SiteNode.StartAsync(database, "THIRD");
        await third.Node.WaitForMembersAsync(3);
        string ofFirst = await first.WarehouseHereAsync();

        long at = Stopwatch.GetTimestamp();
        await first.KillAsync();
        await Poll.UntilAsync(async () => (await third.Node.AskAsync(ofFirst)).Node != first.Node.Self.Address, "another serves");
        double seconds = Stopwatch.GetElapsedTime(at).TotalSeconds;
        await third.Node.WaitForMembersAsync(2);
        string ofSecond = await second.WarehouseHereAsync();

        // The lease of the first decision is still held, by one of the two.
        long again = Stopwatch.GetTimestamp();
        await second.KillAsync();
        double secondsAgain = await third.UntilServedHereAsync(ofSecond, again);

        Figures.Tell($"hosting: three nodes, two lost one after the other: served again after {seconds:0.0} s and {secondsAgain:0.0} s");
        Assert.False(third.Node.Ended.IsCompleted);
    }

    [PostgresFact]
    public async Task TotalStop_ThenAnyOneStarts_ServesAlone()
    {
        PostgresOptions database = await TestDatabase.CreateAsync();
        await using SiteNode first = await SiteNode.StartAsync(database, "FIRST");
        await using SiteNode second = await SiteNode.StartAsync(database, "SECOND");
        await second.Node.WaitForMembersAsync(2);
        await Task.WhenAll(first.KillAsync(), second.KillAsync());

        long at = Stopwatch.GetTimestamp();
        await using SiteNode again = await SiteNode.StartAsync(database, "SECOND");
        double seconds = await again.UntilServedHereAsync("W1", at);

        Figures.Tell($"hosting: both nodes killed, the younger started alone at once: serves after {seconds:0.0} s");
        await again.Node.WaitForMembersAsync(1);
    }

    [PostgresFact]
    public async Task SideWithoutTheDatabase_EndsItself_AndTheOtherServesOn()
    {
        PostgresOptions database = await TestDatabase.CreateAsync();
        await using SiteNode with = await SiteNode.StartAsync(database, "WITH");
        await using SiteNode without = await SiteNode.StartAsync(database, "WITHOUT");
        string warehouse = await without.WarehouseHereAsync();

        long at = Stopwatch.GetTimestamp();
        without.CutFromDatabase();
        without.CutFromOthers();
        with.CutFromOthers();
        double seconds = await with.UntilServedHereAsync(warehouse, at);

        Assert.Equal(NodeEnd.Downed, await without.Node.Ended);
        double ended = Stopwatch.GetElapsedTime(at).TotalSeconds;
        Figures.Tell($"hosting: a split, one side without the database: served again after {seconds:0.0} s, the other ended by {ended:0.0} s");
        Assert.False(with.Node.Ended.IsCompleted);
    }

    [PostgresFact]
    public async Task Split_WithTheDatabaseOnBothSides_LeavesOneOfThem()
    {
        PostgresOptions database = await TestDatabase.CreateAsync();
        await using SiteNode one = await SiteNode.StartAsync(database, "ONE");
        await using SiteNode other = await SiteNode.StartAsync(database, "OTHER");
        await other.Node.WaitForMembersAsync(2);

        long at = Stopwatch.GetTimestamp();
        one.CutFromOthers();
        other.CutFromOthers();
        Task<NodeEnd> ended = await Task.WhenAny(one.Node.Ended, other.Node.Ended);
        SiteNode left = ended == one.Node.Ended ? other : one;
        double seconds = await left.UntilServedHereAsync("W1", at);

        Assert.Equal(NodeEnd.Downed, await ended);
        Figures.Tell($"hosting: a split, both sides with the database: one side serves all after {seconds:0.0} s");
        Assert.False(left.Node.Ended.IsCompleted);
    }
}
