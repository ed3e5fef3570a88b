using Akka.Actor;
using Backorders.Actors.Storage;

namespace Backorders.Actors.Projections;

/// <summary>
/// Runs one projection of one warehouse on a node: starts it when the warehouse comes here, and again after a failure. The run ends when the warehouse has left. The actor lives as
/// long as the node, because the run of an earlier stay must end before that of a later one begins.
/// </summary>
internal sealed class ProjectionActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan pauseFirst = TimeSpan.FromSeconds(1);

    /// <summary>The pause after a failure: projections continue within seconds after their store is back.</summary>
    private static readonly TimeSpan pauseLongest = TimeSpan.FromSeconds(5);

    private readonly ProjectionRun run;
    private readonly GrowingPause pause = new(pauseFirst, pauseLongest);
    private CancellationToken served = new(canceled: true);
    private CancellationToken servedByRun = new(canceled: true);
    private bool isRunning;

    public ProjectionActor(ProjectionRun run)
    {
        this.run = run;
        Receive<Begin>(begin =>
        {
            served = begin.Served;
            pause.Reset();
            RunIfServed();
        });
        Receive<Again>(_ => RunIfServed());
        Receive<Ended>(_ =>
        {
            isRunning = false;
            if (servedByRun == served)
            {
                // It failed: when a stay is over, so is its token.
                PauseIfServed();
            }
            else
            {
                RunIfServed();
            }
        });
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ProjectionRun run) => Akka.Actor.Props.Create(() => new ProjectionActor(run));

    private void RunIfServed()
    {
        if (isRunning || served.IsCancellationRequested)
        {
            return;
        }

        Timers.CancelAll();
        (isRunning, servedByRun) = (true, served);
        run.Begin(served).PipeTo(Self, success: () => Ended.Instance, failure: _ => Ended.Instance);
    }

    private void PauseIfServed()
    {
        if (!served.IsCancellationRequested)
        {
            Timers.StartSingleTimer(Again.Instance, Again.Instance, pause.Next());
        }
    }

    /// <summary>The warehouse has come to this node.</summary>
    /// <param name="Served">Fires when it has left.</param>
    public sealed record Begin(CancellationToken Served) : INoSerializationVerificationNeeded;

    private sealed record Again : INoSerializationVerificationNeeded
    {
        public static Again Instance { get; } = new();
    }

    private sealed record Ended : INoSerializationVerificationNeeded
    {
        public static Ended Instance { get; } = new();
    }
}
