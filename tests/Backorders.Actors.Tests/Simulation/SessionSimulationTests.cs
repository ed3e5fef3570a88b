using Backorders.Testing;
using Xunit.Abstractions;

namespace Backorders.Actors.Tests.Simulation;

[RunLonger("BACKORDERS_SEEDS", 500)]
public sealed class SessionSimulationTests(ITestOutputHelper output) : IClassFixture<SuiteCost<SessionSimulationTests>>
{
    private const int seedsForABug = 40;

    /// <summary>How many seeds are run; more by the environment variable, in a long night.</summary>
    private static readonly ulong seeds = ulong.TryParse(Environment.GetEnvironmentVariable("BACKORDERS_SEEDS"), out ulong wanted) ? wanted * 2 : 100;

    /// <summary>What the worlds must hold for the first test to say anything.</summary>
    private static readonly string[] about =
    [
        "recovered from the table", "kept, and the failed write had landed", "kept, and nothing had landed", "met another owner's row", "did not learn what became of a write",
        "landed late", "came too late to land", "had the warehouse again", "could not save a snapshot", "could not recover", "was overtaken while it recovered",
        "was offered tasks", "was told what its station held", "was told what it had not heard of", "took a station's place", "lost a message of a seat", "leased by itself",
    ];

    [Fact]
    public void EverySeed_EndsWithEverythingThatWasToldInTheJournalOnce()
    {
        Dictionary<string, int> seen = [];
        for (ulong seed = 1; seed <= seeds; seed++)
        {
            (_, IReadOnlyCollection<string> faults, IReadOnlyDictionary<string, int> more) = SessionSimulation.Run(seed);

            Assert.True(faults.Count == 0, $"seed {seed}: {string.Join('\n', faults)}");
            foreach ((string what, int count) in more)
            {
                seen[what] = seen.GetValueOrDefault(what) + count;
            }
        }

        output.WriteLine($"{seeds} worlds: {string.Join(", ", seen.Select(s => $"{s.Value} {s.Key}"))}");
        Assert.True(seen["decided in trouble"] > 50 * (int)seeds, "hardly anything was decided before everything was well");
        Assert.All(about, a => Assert.True(seen.GetValueOrDefault(a) * 10 > (int)seeds, $"hardly ever: {a}"));
    }

    /// <summary>An owner that was replaced stored a lease behind what the next one had read, and the next one decided the same turn: its station was offered it as new once more.</summary>
    [Fact]
    public void Seed228_LeaseThatTwoOwnersDecidedAlike_IsNewToItsStationOnce() => Assert.Empty(SessionSimulation.Run(228).Faults);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void TheSameSeedTwice_IsTheSameWorld(ulong seed) => Assert.Equal(SessionSimulation.Run(seed).Trace, SessionSimulation.Run(seed).Trace);

    [Fact]
    public void TwoSeeds_AreTwoWorlds() => Assert.NotEqual(SessionSimulation.Run(1).Trace, SessionSimulation.Run(2).Trace);

    [Theory]
    [InlineData(SessionBug.AcknowledgesEarly)]
    [InlineData(SessionBug.DoesNotFence)]
    [InlineData(SessionBug.LosesATurn)]
    [InlineData(SessionBug.ForgetsKeys)]
    [InlineData(SessionBug.StateAheadOfSnapshot)]
    [InlineData(SessionBug.NumberAheadOfSnapshot)]
    [InlineData(SessionBug.AnswersBeforeThePersist)]
    [InlineData(SessionBug.DiscardsReturnedWriter)]
    [InlineData(SessionBug.OffersBeforeThePersist)]
    [InlineData(SessionBug.LosesSeatsOnRecovery)]
    [InlineData(SessionBug.StaysWithADeadOwner)]
    [InlineData(SessionBug.GoesOnWithAnAbandonedSession)]
    public void PlantedBug_IsFound(SessionBug bug) =>
        Assert.Contains(Enumerable.Range(1, seedsForABug), seed => SessionSimulation.Run((ulong)seed, bug).Faults.Count > 0);
}
