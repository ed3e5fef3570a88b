using Backorders.Domain;
using Backorders.Domain.Commands;
using Backorders.Journal;

namespace Backorders.Engine;

/// <summary>One turn: time first, then the command, then the record of it.</summary>
internal sealed partial class ShardLoop
{
    private const int quarantinedMax = 1_024;

    private readonly Dictionary<CommandKey, Refused> quarantined = [];
    private readonly HashSet<WarehouseId> stoppedClocks = [];
    private int incidents;
    private int turnsToCheck;

    private void Execute(CommandItem item)
    {
        CommandRequest request = item.Request;
        if (!work.ContainsKey(request.Warehouse))
        {
            item.Outcome = CommandOutcome.Refuse(ShardRouter.Unknown(request.Warehouse));
            commit.Park(item);
            return;
        }

        HostedWarehouse hosted = fold.FindOrAdd(request.Warehouse);
        if (AnswerAgain(item, hosted))
        {
            return;
        }

        Instant now = Now();
        LetTimePass(hosted, now);
        item.Outcome = mustRebuild
            ? CommandOutcome.Refuse(notStored, now)
            : Decide(hosted, request.Command, request.Key, request.Digest, request.Actor, now);
        commit.Park(item);
    }

    private CommandOutcome Decide(HostedWarehouse hosted, Command command, CommandKey key, CommandDigest digest, string actor, Instant now)
    {
        try
        {
            Turn turn = hosted.Warehouse.Execute(command, now);
            if (turn.Refused is { } refused)
            {
                instruments?.Refused(refused.Reason);
                return CommandOutcome.Refuse(refused, now);
            }

            if (turn.Events.Count == 0)
            {
                return new(null, [], now, 0, false);
            }

            TurnRecord record = new(hosted.Warehouse.Id, now, key, digest, actor, turn.Events);
            byte[] body = TurnCodec.Encode(record);
            StoredTurn stored = new(fold.LastSeq + 1, record, fold.Head.Next(body), body.Length) { BecameReady = turn.BecameReady };
            fold.Note(record, stored.Seq, stored.Hash, hosted);
            commit.Add(stored, body);
            CheckInvariants(hosted, now);
            return new(null, turn.Events, now, stored.Seq, false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever it was, the state may be half changed: it is built anew before anything else is decided.
            mustRebuild = true;
            return CommandOutcome.Refuse(Quarantine(command, key, e), now);
        }
    }

    private Refused Quarantine(Command command, CommandKey key, Exception fault)
    {
        string incident = $"{shard}-{fold.LastSeq}-{++incidents}";
        CommandFailed(shard, incident, command.GetType().Name, key.ToString(), fault);
        instruments?.Quarantined();
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

    private void Ask(QueryItem query)
    {
        if (!work.ContainsKey(query.Warehouse))
        {
            query.Refuse(ShardRouter.Unknown(query.Warehouse));
            return;
        }

        query.Ask(fold.FindOrAdd(query.Warehouse).Warehouse, Now(), fold.LastSeq);
        commit.Park(query);
    }

    private void LetTimePassWhereDue()
    {
        if (mustRebuild || commit.IsFull || !MayDecide || NextDue() > Clock())
        {
            return;
        }

        foreach (WarehouseId id in work.Keys.Order())
        {
            if (fold.Find(id) is { } hosted && !mustRebuild)
            {
                LetTimePass(hosted, Now());
            }
        }
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
        CommandOutcome outcome = Decide(hosted, new AdvanceTime(), CommandKey.None, CommandDigest.None, CommittedTurn.ClockActor, now);
        if (mustRebuild || (outcome.Events.Count == 0 && hosted.Warehouse.NextDue == due))
        {
            // It failed, or it would come again for ever. The warehouse goes on without its clock, and says so.
            stoppedClocks.Add(id);
            ClockStopped(shard, id.Value, due.ToString());
        }
    }

    private Instant NextDue()
    {
        Instant due = Instant.Never;
        foreach (WarehouseId id in work.Keys)
        {
            if (!stoppedClocks.Contains(id) && fold.Find(id) is { } hosted && hosted.Warehouse.NextDue < due)
            {
                due = hosted.Warehouse.NextDue;
            }
        }

        return due;
    }

    /// <summary>The clock, but never earlier than what was decided already: a clock that is set back stands still for a while.</summary>
    private Instant Now()
    {
        Instant now = Clock();
        return now < fold.LastAt ? fold.LastAt : now;
    }

    private Instant Clock() => Instant.From(time.GetUtcNow());

    private void CheckInvariants(HostedWarehouse hosted, Instant now)
    {
        if (options.CheckInvariantsEvery == 0 || ++turnsToCheck < options.CheckInvariantsEvery)
        {
            return;
        }

        turnsToCheck = 0;
        foreach (string fault in hosted.Warehouse.CheckInvariants(now))
        {
            InvariantFaults++;
            instruments?.InvariantBroken();
            InvariantBroken(shard, hosted.Warehouse.Id.Value, fold.LastSeq, fault);
        }
    }

    private void RaiseWork(List<StoredTurn> turns)
    {
        foreach (StoredTurn turn in turns)
        {
            if (turn.BecameReady.Count > 0 && work.TryGetValue(turn.Turn.Warehouse, out WorkSignal? signal))
            {
                signal.Raise(turn.BecameReady);
            }
        }
    }
}
