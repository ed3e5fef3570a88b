using Backorders.Cli.Client;
using Backorders.Cli.Terminal;
using Grpc.Core;

namespace Backorders.Cli.Demo.Replay;

/// <summary>
/// The way to the node. When the node is lost, this waits until it is back, sets its clock again and lets the caller repeat what was not answered, with the
/// same keys; the node answers what it had carried out already.
/// </summary>
internal sealed class Link(ServerConnection server, string warehouse, TimeSpan retryFor, Func<TimeSpan, CancellationToken, Task> delay, CancellationToken cancellation)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private long now = long.MinValue;

    public ServerConnection Server => server;

    public string Warehouse => warehouse;

    public CancellationToken Cancellation => cancellation;

    /// <summary>Messages answered so far.</summary>
    public long Answers { get; set; }

    /// <summary>How often the node was lost.</summary>
    public int Losses { get; private set; }

    /// <summary>Moves the node's clock.</summary>
    public Task SetTimeAsync(long at)
    {
        now = at;
        return CallAsync(() => server.Clock.SetTimeAsync(new V1.SetTimeRequest { To = ReplayCalendar.ToTimestamp(at) }, cancellationToken: cancellation));
    }

    /// <summary>One call, repeated until it is answered.</summary>
    /// <exception cref="RpcException">It was refused.</exception>
    public async Task<T> CallAsync<T>(Func<AsyncUnaryCall<T>> call)
    {
        while (true)
        {
            try
            {
                T answer = await call().ResponseAsync.ConfigureAwait(false);
                Answers++;
                return answer;
            }
            catch (RpcException e) when (CanRepeat(e))
            {
                await RecoverAsync(e.Status.Detail).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Whether it is the node's state, not the message, that was in the way.</summary>
    public bool CanRepeat(RpcException e) => !cancellation.IsCancellationRequested && CallFailures.IsTransient(e);

    /// <summary>Waits until the node is back and shows the right time.</summary>
    /// <exception cref="CliException">It did not come back.</exception>
    public async Task RecoverAsync(string why)
    {
        Losses++;
        TimeSpan waited = TimeSpan.Zero;
        TimeSpan pause = FirstPause;
        while (true)
        {
            if (waited >= retryFor)
            {
                throw new CliException(
                    $"The server at {server.Address} was lost ({why}) and did not come back within {retryFor.TotalSeconds:0} s. Wait longer with --retry-for.",
                    ExitCodes.Unreachable);
            }

            await delay(pause, cancellation).ConfigureAwait(false);
            waited += pause;
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
            try
            {
                await server.Clock.SetTimeAsync(new V1.SetTimeRequest { To = ReplayCalendar.ToTimestamp(now) }, cancellationToken: cancellation);
                return;
            }
            catch (RpcException e) when (CanRepeat(e))
            {
                why = e.Status.Detail;
            }
        }
    }
}
