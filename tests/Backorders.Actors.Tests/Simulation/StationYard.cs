using System.Text;
using Backorders.Actors.Port;
using Backorders.Actors.Sessions;
using Backorders.Actors.Turns;
using Backorders.Domain;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Actors.Tests.Simulation;

/// <summary>
/// The stations of the warehouse: they come and go, work, want more or less, and open a second stream beside one that is dead. At the end no lease to a living stream is
/// unknown to it, none was made beyond what was wanted, and nothing that could be leased is not.
/// </summary>
internal sealed class StationYard(World world, SimulatedTable table, SessionBug bug, Func<Owner> owner, Action<CommandRequest> send)
{
    private const int capacityMax = 4;

    private static readonly StationId[] stations = [new("PACK-1"), new("PACK-2"), new("PACK-3"), new("NEVER")];
    private static readonly OwnerId caller = new("STATIONS");

    private readonly List<StationStream> streams = [];
    private int opened;
    private int sent;

    private IEnumerable<StationStream> Living => streams.Where(s => s.IsOpen);

    /// <summary>Something happens at a station.</summary>
    public void Disturb()
    {
        StationId station = world.Random.Pick(stations);
        if (Living.LastOrDefault(s => s.Station == station) is not { } stream)
        {
            Open(station);
            return;
        }

        switch (world.Random.Next(10))
        {
            case 0:
                Open(station);
                break;
            case 1:
                stream.Close(says: world.Random.Percent(50));
                break;
            case 2:
                stream.SetCapacity(CapacityFor(station));
                break;
            case 3:
                stream.Check();
                break;
            default:
                Work(stream);
                break;
        }
    }

    /// <summary>Another node has the warehouse, or the same one anew: every stream learns it, sooner or later.</summary>
    public void OwnerChanged()
    {
        foreach (StationStream stream in Living)
        {
            world.Post(() => stream.Register(owner()), world.Random.Next(1, 10));
        }
    }

    /// <summary>All streams look whether they have heard everything.</summary>
    public void Check()
    {
        foreach (StationStream stream in Living)
        {
            stream.Check();
        }
    }

    /// <summary>Holds what stations were told against what is stored.</summary>
    public void Judge(Warehouse warehouse)
    {
        HashSet<FencingToken> byThemselves = JudgeCapacity();
        foreach (StationStream stream in Living)
        {
            foreach (TaskView held in warehouse.TasksOf(stream.Station).Where(t => byThemselves.Contains(t.Token) && !stream.Told.ContainsKey(t.Token)))
            {
                world.Ledger.Fault($"Task {held.Task} is leased to {stream.Station} under {held.Token}, and its stream was never told.");
            }

            if (warehouse.HasReadyTask(null) && warehouse.CountUnpickedOf(stream.Station) < stream.Capacity)
            {
                world.Ledger.Fault($"{stream.Station} has {warehouse.CountUnpickedOf(stream.Station)} tasks to pick and wants {stream.Capacity}, and there is work.");
            }
        }
    }

    /// <summary>Replays what is stored: no lease that was made by itself gave a station more than it ever wanted.</summary>
    /// <returns>The tokens of such leases.</returns>
    private HashSet<FencingToken> JudgeCapacity()
    {
        ShardFold fold = new();
        HashSet<FencingToken> tokens = [];
        foreach (JournaledTurn turn in table.Rows.SelectMany(r => r.Batch.Read()))
        {
            fold.Apply(turn.Turn, turn.Seq, turn.Hash);
            if (turn.Turn.Actor.StartsWith("seat ", StringComparison.Ordinal))
            {
                world.Note("leased by itself");
                TasksLeased leased = turn.Turn.Events.OfType<TasksLeased>().Single();
                tokens.UnionWith(leased.Leases.Select(l => l.Token));
                int unpicked = fold.FindOrAdd(Workload.Warehouse).Warehouse.CountUnpickedOf(leased.Station);
                if (unpicked > world.Wishes.GetValueOrDefault(leased.Station))
                {
                    world.Ledger.Fault($"{leased.Station} never wanted more than {world.Wishes.GetValueOrDefault(leased.Station)} tasks, and was given {unpicked}.");
                }
            }
        }

        return tokens;
    }

    private void Open(StationId station)
    {
        int capacity = CapacityFor(station);
        StationStream stream = new(world, table, bug, station, ++opened, capacity);
        world.Wish(station, capacity);
        streams.Add(stream);
        stream.Register(owner());
    }

    /// <summary>One of the stations never wants anything.</summary>
    private int CapacityFor(StationId station) => station.Value == "NEVER" ? 0 : world.Random.Next(0, capacityMax + 1);

    private void Work(StationStream stream)
    {
        if (stream.Told.Count == 0)
        {
            return;
        }

        TaskView task = world.Random.Pick([.. stream.Told.OrderBy(t => t.Key.Value).Select(t => t.Value).TakeLast(6)]);
        Lease lease = new(task.Task, task.Token);
        Command command = world.Random.Next(5) switch
        {
            0 => new ReturnTask(null, lease, ReasonCode.StationTrouble),
            1 => new RenewLeases(stream.Station),
            _ => new ConfirmPick(null, lease, task.Quantity.Units),
        };
        CommandKey key = CommandKey.ForRequest(caller, $"{++sent}");
        send(new CommandRequest(Workload.Warehouse, key, CommandDigest.Of(Encoding.UTF8.GetBytes(key.ToString())), "station", command));
    }
}
