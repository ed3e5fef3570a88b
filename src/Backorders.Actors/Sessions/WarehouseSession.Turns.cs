// A receipt comes from Warehouses/WarehouseActor.cs and goes on in Backorders.Domain/Warehouse.cs; what was decided goes on in CommitWindow.cs.
using Backorders.Actors.Port;
using Backorders.Actors.Turns;
using Backorders.Domain;
using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Actors.Sessions;

/// <summary>One turn: time first, then the command, then the record of it.</summary>
internal sealed partial class WarehouseSession
{
    private const int quarantinedMax = 1_024;

    private readonly Dictionary<CommandKey, Refused> quarantined = [];
    private readonly HashSet<WarehouseId> stoppedClocks = [];
    private int incidents;
    private int turnsToCheck;

    /// <summary>When the next lease, hold or date falls due in one of the warehouses; <see cref="Instant.Never"/> when nothing does.</summary>
    public Instant NextDue
    {
        get
        {
            Instant due = Instant.Never;
            foreach (WarehouseId id in served)
            {
                if (!stoppedClocks.Contains(id) && fold.Find(id) is { } hosted && hosted.Warehouse.NextDue < due)
                {
                    due = hosted.Warehouse.NextDue;
                }
            }

            return due;
        }
    }

    /// <summary>Decides a command or asks a question. Its answer is handed out when everything before it is durable. To be called while <see cref="MayDecide"/>.</summary>
    /// <param name="call">The command or question.</param>
    /// <param name="clock">The time of day. If it is earlier than the last turn, that turn's time is used: after a clock was set back, the warehouse's time stands still until the clock has caught up.</param>
    public void Decide(IParked call, Instant clock)
    {
        CallsDecided++;
        switch (call)
        {
            case CommandItem command:
                Execute(command, clock);
                break;
            case QueryItem query:
                Ask(query, clock);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(call), call.GetType().Name, "Neither a command nor a question.");
        }

        ServeSeats(clock);
    }

    /// <summary>Carries out what has fallen due, each warehouse in a turn of its own.</summary>
    public void LetTimePass(Instant clock)
    {
        if (!MayDecide || NextDue > clock)
        {
            return;
        }

        foreach (WarehouseId id in served)
        {
            if (fold.Find(id) is { } hosted && !MustRebuild)
            {
                LetTimePass(hosted, NotBefore(clock));
            }
        }

        ServeSeats(clock);
    }

    private void Execute(CommandItem item, Instant clock)
    {
        CommandRequest request = item.Request;
        if (!served.Contains(request.Warehouse))
        {
            item.Outcome = CommandOutcome.Refuse(RouteRefusal.Unknown(request.Warehouse));
            Park(item);
            return;
        }

        HostedWarehouse hosted = fold.FindOrAdd(request.Warehouse);
        if (AnswerAgain(item, hosted))
        {
            return;
        }

        Instant now = NotBefore(clock);
        LetTimePass(hosted, now);
        item.Outcome = MustRebuild
            ? CommandOutcome.Refuse(NotStored, now)
            : CarryOut(hosted, request, now);
        Park(item);
    }

    private void Ask(QueryItem query, Instant clock)
    {
        if (!served.Contains(query.Warehouse))
        {
            Park(query, RouteRefusal.Unknown(query.Warehouse));
            return;
        }

        query.Ask(fold.FindOrAdd(query.Warehouse).Warehouse, NotBefore(clock), fold.LastSeq);
        Park(query);
    }

    private CommandOutcome CarryOut(HostedWarehouse hosted, CommandRequest request, Instant now)
    {
        (Command command, CommandKey key) = (request.Command, request.Key);
        try
        {
            Turn turn = hosted.Warehouse.Execute(command, now);
            if (turn.Refused is { } refused)
            {
                observer.CommandRefused(refused.Reason);
                return CommandOutcome.Refuse(refused, now);
            }

            if (turn.Events.Count == 0 && (key.IsNone || command is IAsksAgain))
            {
                return new(null, [], now, 0, false);
            }

            TurnRecord record = new(hosted.Warehouse.Id, now, key, request.Digest, request.Actor, turn.Events) { Origin = request.Origin };
            byte[] body = TurnCodec.Encode(record);
            StoredTurn stored = new(fold.LastSeq + 1, record, fold.Head.Next(body), body.Length) { BecameReady = turn.BecameReady };
            fold.Note(record, stored.Seq, stored.Hash, hosted);
            window.Add(new DecidedTurn(stored, body));
            seats.Note(turn);
            CheckInvariants(hosted, now);
            return new(null, turn.Events, now, stored.Seq, false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever it was, the state may be half changed: it is built anew before anything else is decided.
            MustRebuild = true;
            return CommandOutcome.Refuse(Quarantine(command, key, e), now);
        }
    }

    private Refused Quarantine(Command command, CommandKey key, Exception fault)
    {
        string incident = $"{options.Name}-{fold.LastSeq}-{++incidents}";
        observer.CommandFailed(incident, command, key, fault);
        Refused refused = Refused.Because(
            Refusal.Quarantined, $"The command made the engine fail, and nothing was changed. Incident {incident}.", ("incident", incident));
        if (!key.IsNone)
        {
            if (quarantined.Count >= quarantinedMax)
            {
                quarantined.Clear();
            }

            quarantined[key] = refused;
        }

        return refused;
    }

    /// <summary>What has fallen due comes before whatever is asked now, as a turn of its own.</summary>
    private void LetTimePass(HostedWarehouse hosted, Instant now)
    {
        WarehouseId id = hosted.Warehouse.Id;
        if (hosted.Warehouse.NextDue > now || stoppedClocks.Contains(id))
        {
            return;
        }

        Instant due = hosted.Warehouse.NextDue;
        CommandOutcome outcome = CarryOut(hosted, new CommandRequest(id, CommandKey.None, CommandDigest.None, CommittedTurn.ClockActor, new AdvanceTime()), now);
        if (MustRebuild || (outcome.Events.Count == 0 && hosted.Warehouse.NextDue == due))
        {
            // It failed, or it would come again for ever. The warehouse goes on without its clock, and says so.
            stoppedClocks.Add(id);
            observer.ClockStopped(id, due);
        }
    }

    private Instant NotBefore(Instant clock) => clock < fold.LastAt ? fold.LastAt : clock;

    private void CheckInvariants(HostedWarehouse hosted, Instant now)
    {
        if (options.CheckInvariantsEvery == 0 || ++turnsToCheck < options.CheckInvariantsEvery)
        {
            return;
        }

        turnsToCheck = 0;
        foreach (string fault in hosted.Warehouse.CheckInvariants(now))
        {
            observer.InvariantBroken(hosted.Warehouse.Id, fold.LastSeq, fault);
        }
    }
}
