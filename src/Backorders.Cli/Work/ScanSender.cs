using Backorders.Cli.Client;
using Backorders.Cli.Terminal;
using Backorders.V1;
using Grpc.Core;

namespace Backorders.Cli.Work;

/// <summary>
/// Sends a scan until somebody says what became of it. A call whose deadline passes, whose connection breaks or whose store is away is neither done nor refused: it is
/// not confirmed, and the same scan goes again under its id, which the warehouse counts once.
/// </summary>
internal sealed class ScanSender(CliConsole console, ServerConnection server, TimeSpan deadline, int tries)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Sends one scan.</summary>
    /// <param name="scan">With its id.</param>
    /// <param name="where">What stands before each message, such as <c>line 2: </c>.</param>
    /// <param name="cancellation">Ends it, with a message that names the scan.</param>
    /// <exception cref="RpcException">It was refused, or nobody was there to see it.</exception>
    /// <exception cref="CliException">It is not confirmed.</exception>
    public async Task<ReceiveResponse> SendAsync(ReceiveRequest scan, string where, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                DateTime end = TimeProvider.System.GetUtcNow().UtcDateTime + deadline;
                return await server.Receiving.ReceiveAsync(scan, deadline: end, cancellationToken: cancellation);
            }
            catch (RpcException) when (cancellation.IsCancellationRequested)
            {
                throw new CliException($"{where}interrupted, not confirmed: {Unknown(scan)}", ExitCodes.Interrupted);
            }
            catch (RpcException e) when (CallFailures.IsUnconfirmed(e, isFirst: attempt == 1))
            {
                if (attempt == tries)
                {
                    throw new CliException($"{where}not confirmed after {tries} tries: {Unknown(scan)}", ExitCodes.NotConfirmed);
                }

                await console.Error.WriteLineAsync(
                    $"{where}not confirmed: {CallFailures.WhyUnconfirmed(e, deadline)}; the same scan goes again by itself (scan id {scan.ScanId}).").ConfigureAwait(false);
                await PauseAsync(scan, where, e, attempt, cancellation).ConfigureAwait(false);
            }
        }
    }

    private static string Unknown(ReceiveRequest scan) =>
        $"whether {scan.Sku} x {scan.Quantity} was received is not known. Send the same scan again with --scan-id {scan.ScanId}; it is counted once.";

    /// <summary>A call that hung has waited already.</summary>
    private async Task PauseAsync(ReceiveRequest scan, string where, RpcException e, int attempt, CancellationToken cancellation)
    {
        if (e.StatusCode == StatusCode.DeadlineExceeded)
        {
            return;
        }

        TimeSpan longer = FirstPause * attempt;
        TimeSpan pause = e.GetRetryDelay() ?? (longer < LongestPause ? longer : LongestPause);
        try
        {
            await console.Delay(pause, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw new CliException($"{where}interrupted, not confirmed: {Unknown(scan)}", ExitCodes.Interrupted);
        }
    }
}
