using System.Security.Cryptography;
using System.Text;
using Backorders.Actors.Port;
using Backorders.Actors.Sessions;
using Backorders.Actors.Turns;
using Backorders.Domain.Commands;
using Backorders.Domain.Values;
using Backorders.Testing;

namespace Backorders.Actors.Tests.Simulation;

/// <summary>
/// Two nodes whose sessions write the journal of one warehouse, with the real domain, codec and recovery, under a seed: crashes, owners that do not know that they are
/// none, failing and late writes, lost answers, duplicates, a warehouse that goes there and back, leaps of the clock. At the end everything that anybody was told must be
/// in the journal, once.
/// </summary>
internal sealed class SessionSimulation
{
    private const int steps = 3_000;
    private const int settleStepsMax = 100_000;

    private readonly SessionBug bug;
    private readonly World world;
    private readonly SimulatedTable table;
    private readonly Workload workload;
    private readonly List<CommandRequest> open = [];
    private readonly List<(CommandRequest Request, CommandItem Item)> underWay = [];
    private readonly Owner[] nodes = new Owner[2];
    private readonly StationYard stations;
    private int writers;
    private int active;

    private SessionSimulation(ulong seed, SessionBug bug)
    {
        this.bug = bug;
        world = new World(new SeededRandom(seed));
        table = new SimulatedTable(bug);
        workload = new Workload(world.Random);
        stations = new StationYard(world, table, bug, () => nodes[active], request =>
        {
            open.Add(request);
            Send(request);
        });
        Start(0);
        Start(1);
    }

    /// <summary>Runs one seed.</summary>
    /// <returns>The hash of all that happened, everything that was wrong, and how often what it is about came to pass.</returns>
    public static (string Trace, IReadOnlyCollection<string> Faults, IReadOnlyDictionary<string, int> Seen) Run(ulong seed, SessionBug bug = SessionBug.None)
    {
        SessionSimulation simulation = new(seed, bug);
        try
        {
            simulation.Live();
            simulation.Settle();
            simulation.Judge();
        }
        catch (Exception e) when (bug != SessionBug.None && e is InvalidOperationException or FormatException or ArgumentException)
        {
            // A fault that was built in may show itself anywhere.
            simulation.world.Ledger.Fault(e.Message);
        }

        string trace = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(simulation.world.Told)));
        return (trace, simulation.world.Ledger.Faults, simulation.world.Seen);
    }

    private void Live()
    {
        for (int i = 0; i < steps; i++)
        {
            if (!world.IsIdle && world.Random.Percent(85))
            {
                world.Step();
            }
            else
            {
                Disturb(world.Random.Next(1_000));
            }

            Listen();
        }

        world.Note("decided in trouble", (int)table.Head.LastSeq);
    }

    private void Disturb(int what)
    {
        switch (what)
        {
            case < 8:
                Crash(active);
                break;
            case < 30:
                // The warehouse goes to the other node. The one it leaves may not know yet, and may get it back.
                active = 1 - active;
                world.Trace($"node {active} is the owner");
                nodes[active].Return();
                stations.OwnerChanged();
                break;
            case < 40:
                world.Time.Advance(TimeSpan.FromMinutes(world.Random.Next(1, 600)));
                break;
            case < 45:
                world.Time.Set(world.Time.GetUtcNow() - TimeSpan.FromSeconds(world.Random.Next(1, 600)));
                break;
            case < 200:
                world.Time.Advance(TimeSpan.FromMilliseconds(world.Random.Next(1, 2_000)));
                break;
            case < 400:
                stations.Disturb();
                break;
            case < 600 when open.Count > 0:
                Send(world.Random.Pick(open));
                break;
            default:
                CommandRequest request = workload.Next();
                open.Add(request);
                Send(request);
                break;
        }
    }

    private bool IsBehind => nodes[active].Session.Durable != table.Head;

    /// <summary>Nothing fails any more: everybody repeats until there is an answer.</summary>
    private void Settle()
    {
        world.Trouble = 0;
        Crash(active);
        Quieten();
        stations.Check();
        Quieten();
        if (open.Count > 0 || underWay.Count > 0)
        {
            world.Ledger.Fault($"{open.Count} commands were never answered; {underWay.Count} of them were under way.");
        }
    }

    private void Quieten()
    {
        for (int i = 0; i < settleStepsMax && (open.Count > 0 || underWay.Count > 0 || !world.IsIdle || IsBehind); i++)
        {
            Listen();
            if (!world.IsIdle)
            {
                world.Step();
            }
            else if (nodes[active].IsDead || underWay.Count > 0)
            {
                return;
            }
            else if (open.Count == 0)
            {
                // Another owner has written since: the next write here finds that out.
                open.Add(workload.Next());
            }
            else
            {
                Send(open[0]);
            }
        }
    }

    private void Judge()
    {
        ShardFold stored = world.Ledger.Judge(table);
        Owner owner = nodes[active];
        if (!owner.IsDead && SnapshotCodec.StateHash(stored.FindOrAdd(Workload.Warehouse).Warehouse)
            != SnapshotCodec.StateHash(owner.Session.DurableState.FindOrAdd(Workload.Warehouse).Warehouse))
        {
            world.Ledger.Fault("The owner's state is not the fold of its journal.");
        }

        if (!owner.IsDead)
        {
            stations.Judge(stored.FindOrAdd(Workload.Warehouse).Warehouse);
        }

        world.Trace($"end {stored.LastSeq} {stored.Head}");
    }

    private void Start(int node)
    {
        nodes[node] = new Owner(world, table, bug, ++writers);
        world.Trace($"node {node} starts as {writers}");
        foreach (Command command in (Command[])[new OpenWarehouse("Europe/Berlin", [new("D1")], [new("L1")]), Workload.Items])
        {
            nodes[node].Take(new CommandItem(new(Workload.Warehouse, CommandKey.None, default, "node", command)));
        }
    }

    /// <summary>Half of the dead do not know that they are dead: they go on until the table stops them.</summary>
    private void Crash(int node)
    {
        if (world.Random.Percent(50))
        {
            nodes[node].Kill();
        }

        Start(node);
        stations.OwnerChanged();
    }

    private void Send(CommandRequest request)
    {
        CommandRequest sent = bug == SessionBug.ForgetsKeys && world.Random.Percent(20)
            ? request with { Key = CommandKey.ForRequest(new("X"), world.Told.Length.ToString()) }
            : request;
        CommandItem item = new(sent);
        underWay.Add((request, item));

        // Callers that do not know of a move ask the node that had the warehouse.
        nodes[world.Random.Percent(90) ? active : 1 - active].Take(item);
    }

    /// <summary>Answers that were given are on their way to their callers.</summary>
    private void Listen()
    {
        for (int i = 0; i < underWay.Count;)
        {
            (CommandRequest request, CommandItem item) = underWay[i];
            if (item.Task.IsCompletedSuccessfully)
            {
                underWay.RemoveAt(i);
                world.Post(() => Hear(request, item.Task.GetAwaiter().GetResult()));
            }
            else
            {
                i++;
            }
        }
    }

    private void Hear(CommandRequest request, CommandOutcome outcome)
    {
        world.Trace($"{request.Key} {outcome.Refused?.Reason} {outcome.Seq} {outcome.Repeated}");
        if (outcome.Refused is { } refused && refused.Reason.IsTransient())
        {
            return;
        }

        if (world.Trouble > 0 && world.Random.Percent(20))
        {
            world.Trace("the answer is lost");
            return;
        }

        open.Remove(request);
        if (!request.Key.IsNone)
        {
            world.Ledger.Hear(request, outcome);
        }
    }
}
