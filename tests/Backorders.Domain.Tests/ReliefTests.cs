using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Xunit.Abstractions;

namespace Backorders.Domain.Tests;

/// <summary>What a turn says of stations that have fewer tasks to pick than before: by this, they are given more.</summary>
public sealed class ReliefTests(ITestOutputHelper output)
{
    private const int turnsPerSeed = 400;

    private readonly Scenario s = new();

    public static TheoryData<int> Seeds =>
        [.. Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable("BACKORDERS_SEEDS"), out int seeds) ? seeds : 12)];

    [Fact]
    public void Pick_RelievesTheStation_AndPackingDoesNot()
    {
        Lease lease = Leased();

        Assert.Equal("P1", Relieved(new ConfirmPick(null, lease, 6)));
        Assert.Equal(string.Empty, Relieved(new Pack(null, [lease], "P")));
    }

    [Fact]
    public void Start_DoesNotRelieve() => Assert.Equal(string.Empty, Relieved(new StartTask(null, Leased())));

    [Fact]
    public void Return_Relieves() => Assert.Equal("P1", Relieved(new ReturnTask(null, Leased(), ReasonCode.StationTrouble)));

    [Fact]
    public void Lease_ThatRunsOut_Relieves()
    {
        Leased();
        s.Pass(TimeSpan.FromSeconds(Policy.Default.LeaseSeconds));

        Assert.Equal("P1", Relieved(new AdvanceTime()));
    }

    /// <summary>The rule in its plainest form: every station with fewer unpicked tasks than before the turn is named.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void History_AnyCommands_NamesEveryStationWithFewerTasksToPick(int seed)
    {
        output.WriteLine($"seed {seed}");
        Scenario history = new(checkReplica: false);
        RandomCommands commands = new(seed, history);
        HashSet<StationId> stations = [];
        int reliefs = 0;
        for (int i = 0; i < turnsPerSeed; i++)
        {
            Command command = commands.Next();
            while (history.Warehouse.NextDue <= history.Now)
            {
                Check(new AdvanceTime(), i);
            }

            Check(command, i);
        }

        Assert.True(reliefs > turnsPerSeed / 40, $"seed {seed}: only {reliefs} turns relieved a station; the history tests too little.");

        void Check(Command command, int turn)
        {
            Dictionary<StationId, int> before = stations.ToDictionary(p => p, history.Warehouse.CountUnpickedOf);
            Turn done = history.Try(command);
            stations.UnionWith(done.Events.OfType<Events.TasksLeased>().Select(e => e.Station));
            foreach ((StationId station, int unpicked) in before)
            {
                int counted = history.Warehouse.TasksOf(station).Count(t => t.State is TaskState.Leased or TaskState.Started);
                Assert.Equal(counted, history.Warehouse.CountUnpickedOf(station));
                Assert.True(counted >= unpicked || done.Relieved.Contains(station), $"seed {seed}, turn {turn}, {command}: {station} has {counted} to pick after {unpicked}.");
                Assert.True(unpicked > 0 || !done.Relieved.Contains(station), $"seed {seed}, turn {turn}, {command}: {station} had nothing to be relieved of.");
                reliefs += counted < unpicked ? 1 : 0;
            }
        }
    }

    private Lease Leased()
    {
        s.Submit("o1", "A:6");
        s.Receive("A", 6);
        return s.Pull().Single();
    }

    private string Relieved(Command command)
    {
        Turn turn = s.Try(command);
        Assert.Null(turn.Refused);
        return string.Join(' ', turn.Relieved);
    }
}
