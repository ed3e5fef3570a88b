namespace Backorders.Simulation.Tests;

public sealed class SimulationTests
{
    private const int seedsForABug = 20;

    /// <summary>How many seeds are run; more by the environment variable, in a long night.</summary>
    private static readonly ulong seeds = ulong.TryParse(Environment.GetEnvironmentVariable("BACKORDERS_SEEDS"), out ulong wanted) ? wanted : 60;


    [Fact]
    public void EverySeed_EndsWithEverythingThatWasToldInTheJournalOnce()
    {
        for (ulong seed = 1; seed <= seeds; seed++)
        {
            (_, IReadOnlyList<string> faults) = Simulation.Run(seed);

            Assert.True(faults.Count == 0, $"seed {seed}: {string.Join('\n', faults)}");
        }
    }

    /// <summary>The stored answer to a repeated command was being read when its loop ended, and came back to a mailbox that nobody emptied.</summary>
    [Fact]
    public void Seed2_AnswerReadWhileTheLoopEnds_IsStillAnswered() => Assert.Empty(Simulation.Run(2).Faults);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void TheSameSeedTwice_IsTheSameWorld(ulong seed) => Assert.Equal(Simulation.Run(seed).Trace, Simulation.Run(seed).Trace);

    [Fact]
    public void TwoSeeds_AreTwoWorlds() => Assert.NotEqual(Simulation.Run(1).Trace, Simulation.Run(2).Trace);

    [Theory]
    [InlineData(PlantedBug.AcknowledgesEarly)]
    [InlineData(PlantedBug.DoesNotFence)]
    [InlineData(PlantedBug.LosesARow)]
    [InlineData(PlantedBug.ForgetsKeys)]
    public void PlantedBug_IsFound(PlantedBug bug)
    {
        Assert.Contains(Enumerable.Range(1, seedsForABug), seed => Simulation.Run((ulong)seed, bug).Faults.Count > 0);
    }
}
