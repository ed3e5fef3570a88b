using Backorders.Cli.Client;
using Backorders.V1;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Backorders.Cli.Printing;

/// <summary>One printer's jobs, one after the other: taken from the node, sent, reported. Printers do not wait for each other.</summary>
internal sealed partial class PrinterWork(V1.Printing.PrintingClient node, string warehouse, LocalPrinter printer, PrinterLink link, TimeProvider time, ILogger logger)
{
    private const int DetailMax = 256;

    /// <summary>How long one call may take: less than a job waits.</summary>
    private static readonly TimeSpan callWithin = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan firstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan longestPause = TimeSpan.FromSeconds(5);

    /// <summary>How long the end of a job is reported again when the node does not answer: after a minute it calls the job unknown itself, but learns better from this.</summary>
    private static readonly TimeSpan toldWithin = TimeSpan.FromMinutes(10);

    /// <summary>The same, once the agent is to stop.</summary>
    private static readonly TimeSpan toldWhenStopping = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim woken = new(0, 1);
    private volatile string attendance = string.Empty;

    /// <summary>The printer's name.</summary>
    public string Name => printer.Name;

    /// <summary>Says that jobs wait, and by which attendance they may be taken.</summary>
    public void Wake(string by)
    {
        attendance = by;
        if (woken.CurrentCount == 0)
        {
            try
            {
                woken.Release();
            }
            catch (SemaphoreFullException)
            {
                // Somebody else has just done it.
            }
        }
    }

    /// <summary>Works until it is told to stop; the job in hand is finished and reported.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await woken.WaitAsync(stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            while (!stopping.IsCancellationRequested && await TakeAsync(stopping).ConfigureAwait(false) is { } job)
            {
                await PrintAsync(job.Answer, job.TakeId, stopping).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Takes the next job; null when none waits. Under one id until the node has answered: a lost answer is no lost job.</summary>
    private async Task<(TakePrintJobResponse Answer, string TakeId)?> TakeAsync(CancellationToken stopping)
    {
        string takeId = BackordersClient.NewRequestId();
        for (TimeSpan pause = firstPause; ; pause = Longer(pause))
        {
            try
            {
                // Not ended by the stop: a job that the node has given away and nobody knows of would be called unknown.
                TakePrintJobResponse answer = await node.TakePrintJobAsync(
                    new TakePrintJobRequest { Warehouse = warehouse, Printer = printer.Name, Attendance = attendance, TakeId = takeId },
                    deadline: Deadline(), cancellationToken: CancellationToken.None).ConfigureAwait(false);
                return answer.RequestId.Length > 0 ? (answer, takeId) : null;
            }
            catch (RpcException e) when (IsPassing(e))
            {
                LogNotTaken(printer.Name, CallFailures.Describe(e));
            }
            catch (RpcException e)
            {
                // The attendance is over: the next one wakes this printer again, where jobs wait.
                LogNotTaken(printer.Name, CallFailures.Describe(e));
                return null;
            }

            if (!await PauseAsync(pause, stopping).ConfigureAwait(false))
            {
                return null;
            }
        }
    }

    private async Task PrintAsync(TakePrintJobResponse job, string takeId, CancellationToken stopping)
    {
        PrintOutcome outcome = stopping.IsCancellationRequested
            ? PrintOutcome.Failed("The print agent was stopped before it sent the label.")
            : await link.PrintAsync(job.Zpl.Memory).ConfigureAwait(false);
        switch (outcome.State)
        {
            case PrintJobState.Printed:
                LogPrinted(printer.Name, job.RequestId, job.Labels);
                break;
            case PrintJobState.Failed:
                LogFailed(printer.Name, job.RequestId, outcome.Detail);
                break;
            default:
                LogUnknown(printer.Name, job.RequestId, outcome.Detail);
                break;
        }

        await TellAsync(job.RequestId, takeId, outcome, stopping).ConfigureAwait(false);
    }

    private async Task TellAsync(string job, string takeId, PrintOutcome outcome, CancellationToken stopping)
    {
        long began = time.GetTimestamp();
        EndPrintJobRequest request = new()
        {
            Warehouse = warehouse, RequestId = job, TakeId = takeId, Outcome = outcome.State, Detail = outcome.Detail.Length <= DetailMax ? outcome.Detail : outcome.Detail[..DetailMax],
        };
        for (TimeSpan pause = firstPause; ; pause = Longer(pause))
        {
            try
            {
                await node.EndPrintJobAsync(request, deadline: Deadline(), cancellationToken: CancellationToken.None).ConfigureAwait(false);
                return;
            }
            catch (RpcException e)
            {
                if (!IsPassing(e) || time.GetElapsedTime(began) > (stopping.IsCancellationRequested ? toldWhenStopping : toldWithin))
                {
                    LogNotTold(job, printer.Name, outcome.State.ToString(), CallFailures.Describe(e));
                    return;
                }
            }

            await Task.Delay(stopping.IsCancellationRequested ? firstPause : pause, time, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private DateTime Deadline() => time.GetUtcNow().UtcDateTime + callWithin;

    private static bool IsPassing(RpcException e) => CallFailures.IsTransient(e) || e.StatusCode == StatusCode.DeadlineExceeded;

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < longestPause ? pause * 2 : longestPause;

    private async Task<bool> PauseAsync(TimeSpan pause, CancellationToken stopping)
    {
        try
        {
            await Task.Delay(pause, time, stopping).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
