using System.Globalization;
using Backorders.Cli.Client;
using Backorders.Cli.Terminal;
using Backorders.V1;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Backorders.Cli.Printing;

/// <summary>A print agent's life: it attends its printers at a node, opens the stream again when it is lost, and wakes the printers for which jobs wait.</summary>
internal sealed partial class AgentRun(ServerConnection server, string warehouse, string agent, IReadOnlyList<LocalPrinter> printers, TimeProvider time, ILogger logger)
{
    /// <summary>A node says something every ten seconds: after three of them missed the connection is dead, whatever the system says.</summary>
    private static readonly TimeSpan silentMax = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan firstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan longestPause = TimeSpan.FromSeconds(10);

    /// <summary>Works until it is told to stop.</summary>
    /// <returns>When all jobs in hand are finished and reported.</returns>
    /// <exception cref="CliException">The node refuses this agent, and would again.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        PrinterWork[] works = [.. printers.Select(p => new PrinterWork(server.Printing, warehouse, p, new PrinterLink(p, time), time, logger))];
        Task working = Task.WhenAll(works.Select(w => Task.Run(() => w.RunAsync(ending.Token), CancellationToken.None)));
        try
        {
            await AttendAsync(works, stopping).ConfigureAwait(false);
        }
        finally
        {
            LogStopping(agent);
            await ending.CancelAsync().ConfigureAwait(false);
            await working.ConfigureAwait(false);
        }
    }

    private async Task AttendAsync(PrinterWork[] works, CancellationToken stopping)
    {
        TimeSpan pause = firstPause;
        while (!stopping.IsCancellationRequested)
        {
            string why;
            try
            {
                await FollowAsync(works, () => pause = firstPause, stopping).ConfigureAwait(false);
                why = "It ended.";
            }
            catch (RpcException e) when (!stopping.IsCancellationRequested && IsPassing(e))
            {
                why = CallFailures.Describe(e);
            }
            catch (TimeoutException)
            {
                why = string.Create(CultureInfo.InvariantCulture, $"Nothing was heard for {silentMax.TotalSeconds:0} s.");
            }
            catch (RpcException e) when (!stopping.IsCancellationRequested)
            {
                throw new CliException(CallFailures.Describe(e));
            }
            catch (Exception e) when (stopping.IsCancellationRequested && e is RpcException or OperationCanceledException)
            {
                return;
            }

            LogLost(pause.TotalSeconds, why);
            try
            {
                await Task.Delay(pause, time, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            pause = pause * 2 < longestPause ? pause * 2 : longestPause;
        }
    }

    private async Task FollowAsync(PrinterWork[] works, Action heard, CancellationToken stopping)
    {
        AttendPrintersRequest request = new()
        {
            Warehouse = warehouse,
            Agent = agent,
            Printers = { printers.Select(p => new AttendedPrinter { Name = p.Name, Places = { p.Places }, Size = p.Size, DotsPerMm = p.DotsPerMm }) },
        };
        using AsyncServerStreamingCall<AttendPrintersResponse> stream = server.Printing.AttendPrinters(request, cancellationToken: stopping);
        bool isFirst = true;
        while (await stream.ResponseStream.MoveNext(stopping).WaitAsync(silentMax, time, stopping).ConfigureAwait(false))
        {
            if (isFirst)
            {
                isFirst = false;
                heard();
                LogAttending(agent, string.Join(", ", printers.Select(p => $"{p.Name} ({p.Address})")), warehouse, server.Address.ToString());
            }

            AttendPrintersResponse told = stream.ResponseStream.Current;
            foreach (PrinterWork work in works.Where(w => told.Waiting.Contains(w.Name)))
            {
                work.Wake(told.Attendance);
            }
        }
    }

    /// <summary>A broken stream of this kind comes as one of several statuses; a refusal of the node has a reason.</summary>
    private static bool IsPassing(RpcException e) =>
        CallFailures.IsTransient(e) || e.StatusCode == StatusCode.DeadlineExceeded || (e.StatusCode == StatusCode.Aborted && e.GetErrorInfo() is null);
}
