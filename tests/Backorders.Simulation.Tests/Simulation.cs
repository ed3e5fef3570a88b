using System.Security.Cryptography;
using System.Text;
using Backorders.Domain;
using Backorders.Domain.Commands;
using Backorders.Engine;
using Backorders.Journal;
using Backorders.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.Simulation.Tests;

/// <summary>
/// The real engine, codec and domain on one thread under a seed: with crashes, owners that do not know that they are dead, failing and slow stores, lost
/// answers, duplicates and leaps of the clock. At the end everything that anybody was told must be in the journal, once.
/// </summary>
internal sealed class Simulation
{
    private const int steps = 3_000;
    private const int settleStepsMax = 60_000;

    private readonly SeededRandom random;
    private readonly PlantedBug bug;
    private readonly OneThread thread;
    private readonly ManualTimeProvider time = new();
    private readonly SimulatedJournal journal;
    private readonly Workload workload;
    private readonly StringBuilder trace = new();
    private readonly List<CommandRequest> open = [];
    private readonly Dictionary<CommandKey, string> told = [];
    private readonly List<string> faults = [];
    private readonly List<BackordersEngine> engines = [];
    private BackordersEngine? engine;
    private int underWay;

    private Simulation(ulong seed, PlantedBug bug)
    {
        random = new(seed);
        this.bug = bug;
        thread = new(random);
        journal = new(random, Trace, bug);
        workload = new(random);
    }

    /// <summary>Runs one seed.</summary>
    /// <returns>The hash of all that happened, and everything that was wrong.</returns>
    public static (string Trace, IReadOnlyList<string> Faults) Run(ulong seed, PlantedBug bug = PlantedBug.None)
    {
        Simulation simulation = new(seed, bug);
        SynchronizationContext? outside = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(simulation.thread);
        try
        {
            simulation.Live();
            simulation.Settle();
            simulation.Judge();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outside);
        }

        return (Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(simulation.trace.ToString()))), simulation.faults);
    }

    private void Live()
    {
        StartEngine();
        for (int i = 0; i < steps; i++)
        {
            Restart();
            if (!thread.IsIdle && random.Percent(85))
            {
                thread.Step();
                continue;
            }

            Disturb(random.Next(1_000));
        }
    }

    private void Disturb(int what)
    {
        switch (what)
        {
            case < 15:
                Crash();
                break;
            case < 25:
                time.Advance(TimeSpan.FromMinutes(random.Next(1, 600)));
                break;
            case < 30:
                time.Set(time.GetUtcNow() - TimeSpan.FromSeconds(random.Next(1, 600)));
                break;
            case < 200:
                time.Advance(TimeSpan.FromMilliseconds(random.Next(1, 2_000)));
                break;
            case < 500 when open.Count > 0:
                Send(random.Pick(open));
                break;
            default:
                CommandRequest request = workload.Next();
                open.Add(request);
                Send(request);
                break;
        }
    }

    /// <summary>Nothing fails any more: everybody repeats until there is an answer.</summary>
    private void Settle()
    {
        journal.Trouble = 0;
        Crash();
        for (int i = 0; i < settleStepsMax && (open.Count > 0 || underWay > 0); i++)
        {
            Restart();
            if (!thread.IsIdle)
            {
                thread.Step();
            }
            else if (open.Count > 0 && underWay == 0)
            {
                Send(open[0]);
            }
            else
            {
                time.Advance(TimeSpan.FromSeconds(10));
            }
        }

        if (open.Count > 0 || underWay > 0)
        {
            faults.Add($"{open.Count} commands were never answered; {underWay} of them were under way.");
        }
    }

    private void Judge()
    {
        string live = Finish(engine!.AskAsync(Workload.Warehouse, new HashState())).Value ?? "none";
        VerificationReport report = Finish(new JournalVerifier(journal.Disk, 1).VerifyAsync(ShardMap.ShardOf(Workload.Warehouse), default));
        if (!report.IsGood)
        {
            faults.Add($"The journal is not good: {report.Problem} {string.Join(' ', report.Warehouses.SelectMany(w => w.Violations))}");
        }
        else if (report.Warehouses[0].StateHash != live)
        {
            faults.Add("The engine's state is not the fold of its journal.");
        }

        Dictionary<CommandKey, string> stored = [];
        foreach (JournalRow row in Finish(journal.Disk.ReadAsync(report.Shard, 0, int.MaxValue, default).AsTask()))
        {
            TurnRecord turn = TurnCodec.Decode(row.Body.Span);
            if (!turn.Key.IsNone && !stored.TryAdd(turn.Key, $"{row.Seq} at {turn.At}"))
            {
                faults.Add($"Command {turn.Key} was done twice.");
            }
        }

        foreach ((CommandKey key, string answer) in told)
        {
            if (stored.GetValueOrDefault(key) != answer)
            {
                faults.Add($"Somebody was told {key} = {answer}; the journal says {stored.GetValueOrDefault(key) ?? "nothing"}.");
            }
        }

        long violations = engines.Sum(e => e.InvariantFaults);
        if (violations > 0)
        {
            faults.Add($"{violations} invariants were broken on the way.");
        }

        Trace($"end {live} {report.Turns}");
    }

    private void StartEngine()
    {
        EngineOptions options = new()
        {
            Warehouses = [new(Workload.Warehouse, "Europe/Berlin", [new("D1")], [new("L1")])],
            MailboxCapacity = 16,
            BatchTurnsMax = 8,
            SnapshotEveryTurns = 25,
            FeedTurns = 8,
            ReadPageRows = 16,
            CheckInvariantsEvery = 1,
        };
        engine = new(options, journal, time, NullLoggerFactory.Instance);
        engines.Add(engine);
        _ = StartAsync(engine);
    }

    private async Task StartAsync(BackordersEngine starting)
    {
        try
        {
            await starting.StartAsync(default);
            await starting.SubmitAsync(new(Workload.Warehouse, CommandKey.None, default, "simulation", Workload.Items));
        }
        catch (Exception e) when (e is JournalException or InvalidOperationException)
        {
            Trace($"start fails: {e.Message}");
        }
    }

    /// <summary>Half of the dead do not know that they are dead: they go on until the fence stops them.</summary>
    private void Crash()
    {
        bool zombie = random.Percent(50);
        Trace(zombie ? "crash, the old one lives on" : "crash");
        if (!zombie)
        {
            _ = engine!.DisposeAsync().AsTask();
        }

        StartEngine();
    }

    /// <summary>What a supervisor does with a node whose shard was taken by another.</summary>
    private void Restart()
    {
        if (engine!.State == EngineState.Stopped)
        {
            Trace("restart");
            StartEngine();
        }
    }

    private void Send(CommandRequest request)
    {
        CommandRequest sent = bug == PlantedBug.ForgetsKeys && random.Percent(20)
            ? request with { Key = CommandKey.ForRequest(new("X"), trace.Length.ToString()) }
            : request;
        underWay++;
        _ = AskAsync(engine!, request, sent);
    }

    private async Task AskAsync(BackordersEngine asked, CommandRequest request, CommandRequest sent)
    {
        CommandOutcome outcome = await asked.SubmitAsync(sent);
        underWay--;
        Trace($"{request.Key} {outcome.Refused?.Reason} {outcome.Seq} {outcome.Repeated}");
        if (outcome.Refused is { } refused && refused.Reason.IsTransient())
        {
            return;
        }

        if (journal.Trouble > 0 && random.Percent(20))
        {
            Trace("the answer is lost");
            return;
        }

        Hear(request, outcome);
    }

    private void Hear(CommandRequest request, CommandOutcome outcome)
    {
        open.Remove(request);
        if (outcome.Refused is { Reason: Refusal.Quarantined or Refusal.KeyReused } wrong)
        {
            faults.Add($"{request.Command.GetType().Name} was refused: {wrong.Message}");
        }

        if (outcome.Seq == 0)
        {
            return;
        }

        string answer = $"{outcome.Seq} at {outcome.At}";
        if (told.TryGetValue(request.Key, out string? before) && before != answer)
        {
            faults.Add($"Two answers to {request.Key}: {before} and {answer}.");
        }

        told[request.Key] = answer;
    }

    private T Finish<T>(Task<T> task)
    {
        for (int i = 0; i < settleStepsMax && !task.IsCompleted; i++)
        {
            if (thread.IsIdle)
            {
                time.Advance(TimeSpan.FromSeconds(10));
            }
            else
            {
                thread.Step();
            }
        }

        return task.IsCompleted ? task.GetAwaiter().GetResult() : throw new InvalidOperationException($"{random}: the world stands still.");
    }

    private void Trace(string what) => trace.Append(time.GetUtcNow().UtcTicks).Append(' ').AppendLine(what);
}
