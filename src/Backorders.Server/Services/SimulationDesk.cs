using System.Diagnostics;
using Backorders.Actors.Port;
using Backorders.Domain;
using Backorders.Domain.Values;
using Backorders.ReadModel.WhatIf;
using Backorders.Server.Options;
using Backorders.Server.Refusals;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Backorders.Server.Services;

/// <summary>
/// Runs simulations of policies: a bounded number at once, each beside the warehouse, from the journal alone. One that finds no room is refused at
/// once, never queued.
/// </summary>
internal sealed partial class SimulationDesk(CommandGate gate, NodeLimits limits, ILogger<SimulationDesk> logger)
{
    private int running;

    /// <summary>Plays the window.</summary>
    /// <param name="window">What to play.</param>
    /// <param name="progress">Told, at most once per percent, how many turns of how many are read; the work waits for it.</param>
    /// <param name="cancellation">Ends the work at the next page of the journal.</param>
    /// <exception cref="RpcException">It was refused.</exception>
    public async Task<ComparisonResult> RunAsync(SimulationWindow window, Func<long, long, Task> progress, CancellationToken cancellation)
    {
        if (Check(window) is { } wrong)
        {
            throw RefusalStatus.ToException(wrong);
        }

        if (Interlocked.Increment(ref running) > limits.SimulationsMax)
        {
            Interlocked.Decrement(ref running);
            throw RefusalStatus.ToException(Refused.Because(
                Refusal.SimulationsBusy, $"This node runs {limits.SimulationsMax} simulations at once. Try again when one is done.", ("max", limits.SimulationsMax)));
        }

        long begun = Stopwatch.GetTimestamp();
        try
        {
            ComparisonResult result = await Task.Run(() => PlayAsync(window, progress, cancellation), cancellation).ConfigureAwait(false);
            LogPlayed(window.Warehouse, result.Turns, Stopwatch.GetElapsedTime(begun).TotalSeconds);
            return result;
        }
        catch (OperationCanceledException)
        {
            LogGivenUp(window.Warehouse, Stopwatch.GetElapsedTime(begun).TotalSeconds);
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref running);
        }
    }

    private Refused? Check(SimulationWindow window) => window.From is { } from && from >= (window.To ?? gate.Now)
        ? Refused.Because(Refusal.InvalidValue, "from: the window must begin before it ends, and before now.", ("from", from), ("to", window.To ?? gate.Now))
        : null;

    private async Task<ComparisonResult> PlayAsync(SimulationWindow window, Func<long, long, Task> progress, CancellationToken cancellation)
    {
        IWarehouseHistory history = gate.Warehouses.ReadHistory(window.Warehouse);

        long last = await gate.Warehouses.ReadHighWaterAsync(window.Warehouse, cancellation).ConfigureAwait(false);
        Instant to = gate.Now;
        if (window.To is { } end && end <= to)
        {
            (to, last) = (end, await history.FindBeforeAsync(end, last, cancellation).ConfigureAwait(false));
        }

        long before = window.From is { } begin ? await history.FindBeforeAsync(begin, last, cancellation).ConfigureAwait(false) : 0;
        if (last - before > limits.SimulationTurnsMax)
        {
            throw RefusalStatus.ToException(Refused.Because(
                Refusal.WindowTooLarge, $"The window holds {last - before} turns; this node plays {limits.SimulationTurnsMax} at most. Choose a shorter one.",
                ("turns", last - before), ("max", limits.SimulationTurnsMax)));
        }

        Warehouse start = await history.LoadAsync(before, cancellation).ConfigureAwait(false);
        if (PolicyComparison.Check(window.Proposed, start, window.From ?? default) is { } refused)
        {
            throw RefusalStatus.ToException(refused);
        }

        PolicyComparison? comparison = null;
        Steps steps = new(2 * (last - before), progress);
        await history.ReadAsync(
            before, last,
            (page, seq) =>
            {
                foreach (CommittedTurn turn in page)
                {
                    comparison ??= new PolicyComparison(start, window.From ?? turn.At, window.Proposed, window.Owner);
                    comparison.Learn(Form(turn));
                }

                return steps.ReachAsync(seq - before);
            },
            cancellation).ConfigureAwait(false);
        comparison ??= new PolicyComparison(start, window.From ?? to, window.Proposed, window.Owner);
        await history.ReadAsync(
            before, last,
            async (page, seq) =>
            {
                await comparison.PlayAsync([.. page.Select(Form)]).ConfigureAwait(false);
                await steps.ReachAsync(last - before + seq - before).ConfigureAwait(false);
            },
            cancellation).ConfigureAwait(false);
        return comparison.Finish(to);
    }

    private static HistoryTurn Form(CommittedTurn turn) => new(turn.Seq, turn.At, turn.Actor == CommittedTurn.ClockActor && turn.Key.IsNone, turn.Events);

    /// <summary>Tells of each full percent once.</summary>
    private sealed class Steps(long total, Func<long, long, Task> progress)
    {
        private long told = -1;

        public Task ReachAsync(long done)
        {
            long percent = total == 0 ? 100 : done * 100 / total;
            if (percent == told)
            {
                return Task.CompletedTask;
            }

            told = percent;
            return progress(done, total);
        }
    }
}
