using Backorders.Domain.Commands;
using Backorders.Domain.Tests;
using Backorders.ReadModel.Fold;

namespace Backorders.ReadModel.Tests;

/// <summary>A warehouse's turns, as the journal would hold them.</summary>
internal sealed class History
{
    private readonly List<FoldedTurn> turns = [];

    public History(Scenario scenario)
    {
        Scenario = scenario;
        Record(new Domain.Events.WarehouseOpened(scenario.Warehouse.Id, "Europe/London", [], []));
    }

    public Scenario Scenario { get; }

    public IReadOnlyList<FoldedTurn> Turns => turns;

    /// <summary>Random commands of every kind from a seed.</summary>
    public static History Random(int seed, int commands)
    {
        History history = new(new Scenario(checkReplica: false));
        RandomCommands random = new(seed, history.Scenario);
        for (int i = 0; i < commands; i++)
        {
            Command next = random.Next();
            while (history.Scenario.Warehouse.NextDue <= history.Scenario.Now)
            {
                history.Record(history.Scenario.Do(new AdvanceTime()));
            }

            history.Record(history.Scenario.Try(next).Events);
        }

        return history;
    }

    public void Record(params IReadOnlyList<Domain.Events.Event> events)
    {
        if (events.Count > 0)
        {
            turns.Add(new FoldedTurn(turns.Count + 1, Scenario.Now, events));
        }
    }
}
