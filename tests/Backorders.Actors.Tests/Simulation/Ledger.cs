using Backorders.Actors.Port;
using Backorders.Actors.Sessions;
using Backorders.Actors.Turns;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Actors.Tests.Simulation;

/// <summary>What callers were told, outside of everything that can fail, and what is wrong with it.</summary>
internal sealed class Ledger
{
    private readonly Dictionary<CommandKey, string> told = [];
    private readonly Dictionary<FencingToken, int> offered = [];
    private readonly HashSet<string> faults = [];

    public IReadOnlyCollection<string> Faults => faults;

    public void Fault(string what) => faults.Add(what);

    /// <summary>A caller was told something that does not pass.</summary>
    public void Hear(CommandRequest request, CommandOutcome outcome)
    {
        if (outcome.Refused is { Reason: Refusal.Quarantined or Refusal.KeyReused } wrong)
        {
            Fault($"{request.Command.GetType().Name} was refused: {wrong.Message}");
        }

        if (outcome.Seq == 0)
        {
            return;
        }

        string answer = $"{outcome.Seq} at {outcome.At}";
        if (told.TryGetValue(request.Key, out string? before) && before != answer)
        {
            Fault($"Two answers to {request.Key}: {before} and {answer}.");
        }

        told[request.Key] = answer;
    }

    /// <summary>A station's stream was offered a task as new.</summary>
    public void HearOffer(StationId station, int stream, TaskId task, FencingToken token)
    {
        if (!offered.TryAdd(token, stream))
        {
            Fault($"Task {task} under {token} was offered to {station} as new by streams {offered[token]} and {stream}.");
        }
    }

    /// <summary>Holds what was told against what is stored: each command once, in an unbroken chain, as it was told, and a state that is whole after each row.</summary>
    /// <returns>The fold of all that is stored.</returns>
    public ShardFold Judge(SimulatedTable table)
    {
        ShardFold fold = new();
        Dictionary<CommandKey, string> stored = [];
        try
        {
            foreach ((TurnBatch batch, _) in table.Rows)
            {
                JudgeTurns(batch, fold.LastAt, stored);
                SessionBatches.Fold(fold, Workload.Warehouse, batch);
                foreach (string broken in fold.FindOrAdd(Workload.Warehouse).Warehouse.CheckInvariants(fold.LastAt))
                {
                    Fault($"After turn {batch.LastSeq}: {broken}");
                }
            }
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            Fault($"The journal is not good: {e.Message}");
        }

        foreach ((CommandKey key, string answer) in told)
        {
            if (stored.GetValueOrDefault(key) != answer)
            {
                Fault($"Somebody was told {key} = {answer}; the journal says {stored.GetValueOrDefault(key) ?? "nothing"}.");
            }
        }

        return fold;
    }

    private void JudgeTurns(TurnBatch batch, Instant before, Dictionary<CommandKey, string> stored)
    {
        foreach (JournaledTurn turn in batch.Read())
        {
            if (turn.Turn.At < before)
            {
                Fault($"Turn {turn.Seq} was decided at {turn.Turn.At}, before the turn that it follows.");
            }

            before = turn.Turn.At;
            if (!turn.Turn.Key.IsNone && !stored.TryAdd(turn.Turn.Key, $"{turn.Seq} at {turn.Turn.At}"))
            {
                Fault($"Command {turn.Turn.Key} was done twice.");
            }
        }
    }
}
