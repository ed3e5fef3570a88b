using Backorders.Domain.Events;
using Backorders.ReadModel.Fold;
using Backorders.Testing;

namespace Backorders.ReadModel.Tests;

/// <summary>The rows hold what the warehouse's own state holds, after any history, however it is cut into batches.</summary>
[RunLonger("BACKORDERS_SEEDS", 100)]
public sealed class FoldTests : IClassFixture<SuiteCost<FoldTests>>
{
    public static TheoryData<int> Seeds =>
        [.. Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable("BACKORDERS_SEEDS"), out int seeds) ? seeds : 8)];

    [Fact]
    public void Kinds_AllAreDecidedUpon()
    {
        HashSet<Type> decided = [.. TurnFold.Folded, .. TurnFold.NotFolded.Keys];
        Assert.Empty(TurnFold.Folded.Intersect(TurnFold.NotFolded.Keys));
        string[] open = [.. typeof(Event).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Event)) && !t.IsAbstract && !decided.Contains(t)).Select(t => t.Name)];
        Assert.True(open.Length == 0, $"Fold these kinds of events in TurnFold, or list them in NotFolded with the reason: {string.Join(", ", open)}.");
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public Task History_AnyCommands_GivesTheDomainsFigures(int seed) => StoreConformance.FiguresAsync(OpenAsync, seed);

    [Theory]
    [MemberData(nameof(Seeds))]
    public Task History_AnyCommands_GivesTheDomainsLinesAndTasks(int seed) => StoreConformance.LinesAndTasksAsync(OpenAsync, seed);

    [Theory]
    [MemberData(nameof(Seeds))]
    public Task History_CutAnywhere_GivesTheSameRows(int seed) => StoreConformance.CutAnywhereAsync(OpenAsync, seed);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task History_CommitsFail_GoesOnAtTheStoredCursor(bool stored) => StoreConformance.CommitsFailAsync(OpenAsync, stored);

    internal static Task<ReadRows> OpenAsync() => Task.FromResult<ReadRows>(new ReadFile());
}
