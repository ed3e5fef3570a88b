// A receipt comes from ActorWarehouses.cs, or from another node by Warehouses/WarehouseLink.cs, and goes on in WarehouseActor.cs.
using Akka.Actor;
using Backorders.Actors.Calls;
using Backorders.Actors.Hosting.Sharding;
using Backorders.Actors.Port;
using Backorders.Actors.Sessions;
using Backorders.Actors.Stations;
using Backorders.Actors.Turns;
using Backorders.Domain.Commands;
using Backorders.Domain.Values;
using Microsoft.Extensions.Logging;

namespace Backorders.Actors.Warehouses;

/// <summary>
/// The entry to one warehouse on this node: it holds the bounded queue, the waiting callers and the session, and starts and restarts the persistent actor. It persists nothing
/// itself, so it survives a failed write, and so do the session and all callers.
/// </summary>
/// <remarks>
/// <para><b>Every call is answered</b>: by its outcome, or, when the queue is full, its time is over or the gateway ends, by a refusal.</para>
/// <para><b>Order.</b> Calls are decided in the order in which they come, also across the end of the persistent actor.</para>
/// <para><b>Hand-off.</b> On <see cref="HandOff"/> it admits no new calls, lets accepted ones finish, and stops the persistent actor and then itself. It does not wait for a
/// persistent actor that cannot finish because the store is away.</para>
/// </remarks>
internal sealed partial class WarehouseGateway : UntypedActor, IWithTimers
{
    /// <summary>Calls that the persistent actor may have undecided: some milliseconds of work, so that the end of a write never waits long behind them.</summary>
    public const int GivenMax = 256;

    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan sweepEvery = TimeSpan.FromSeconds(1);
    private static readonly Refused stopping = Refused.Because(Refusal.NotReady, "The warehouse's node is stopping. Send the same command again.");

    private readonly WarehouseSetup setup;
    private readonly WarehouseParts parts;
    private readonly LocalWarehouse place;
    private readonly ILogger log;
    private readonly CallQueue queue;
    private readonly CallerPatience promises;
    private readonly WarehouseSession session;
    private readonly IActorRef self;
    private IActorRef? actor;
    private bool isServing;
    private bool isClosed;
    private bool isLast;
    private bool hasState;

    public WarehouseGateway(WarehouseParts parts, LocalWarehouse place)
    {
        (setup, this.parts, this.place, self) = (place.Setup, parts, place, Self);
        log = parts.Loggers.CreateLogger<WarehouseGateway>();
        queue = new(parts.Options.MailboxCapacity, GivenMax);
        promises = new(patience, parts.Waiting);
        SessionOptions options = new(setup.Id.Value, [setup.Id], parts.Options.BatchTurnsMax, parts.Options.BatchBytesMax, parts.Options.CheckInvariantsEvery);
        session = new(options, place.Feed, this);
        snapshots = new(setup.Id, parts);
        loader = new(setup.Id, parts);
        unread = new(parts.Options.RetryAfter, parts.Options.RetryAfterMax);
        unwritten = new(parts.Options.RetryAfter, parts.Options.RetryAfterMax);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(WarehouseParts parts, LocalWarehouse place) => Akka.Actor.Props.Create(() => new WarehouseGateway(parts, place));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        place.State = WarehouseHostState.Recovering;
        place.Arrive(Self);
        parts.Store.Watch.Observe(SeeLook);
        parts.Instruments?.ShardTaken();
        Timers.StartPeriodicTimer(Sweep.Instance, Sweep.Instance, sweepEvery);
        StartActor();
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WarehouseCall call:
                Take(call.Call);
                break;
            case Passed or Carried or Meet or Listen:
                HearNode(message);
                break;
            case Terminated gone when lines.Remove(gone.ActorRef):
                break;
            case TakeSeat wish:
                Take(wish);
                break;
            case Decided decided:
                queue.NoteDecided(decided.Total);
                Give();
                break;
            case Landed row:
                NoteLanded(row);
                break;
            case Sweep:
                promises.Sweep();
                OpenIfNeeded();
                break;
            case Recovered recovered:
                Serve(recovered);
                break;
            case Ended ended:
                end = ended;
                break;
            case Terminated gone when gone.ActorRef.Equals(actor):
                NoteEnd();
                break;
            case Terminated gone:
                NoteLeft(gone.ActorRef);
                break;
            case StateLoader.Done loaded:
                NoteLoaded(loaded);
                break;
            case StartAgain:
                StartActor();
                break;
            case StoreIsBack:
                EndPause();
                break;
            case Opened opened:
                NoteOpened(opened);
                break;
            case SealRead read:
                NoteSealRead(read);
                break;
            case SnapshotKeeper.Done done:
                NoteSnapshot(done);
                break;
            case Prepare prepare:
                snapshots.Prepare(prepare.Ready, Self);
                break;
            case HandOff or Finish:
                Close(forGood: message is Finish);
                break;
            default:
                Unhandled(message);
                break;
        }

        place.Waiting = queue.Count;
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        parts.Store.Watch.Forget(SeeLook);
        parts.Kept.Withdraw(setup.Id);
        snapshots.Dispose();
        loader.Dispose();
        session.Abandon();
        session.RefuseLost();
        foreach (CommandItem item in session.TakeBackReading())
        {
            item.Refuse(Stopping);
        }

        HandOut();
        RefuseQueued(Stopping);
        place.Leave();
    }

    private void Take(IParked call)
    {
        if (!parts.Store.Watch.Proof.Holds)
        {
            call.Refuse(CutOff.Refused);
            return;
        }

        if (isClosed || broken is not null)
        {
            call.Refuse(broken ?? Stopping);
            return;
        }

        if (!queue.TryAdd(call))
        {
            parts.Instruments?.QueueWasFull();
            call.Refuse(Refused.Because(
                Refusal.Busy, "The warehouse's queue is full. Send the same command again a little later.",
                ("queue_capacity", parts.Options.MailboxCapacity), ("retry_after_ms", 200)));
            return;
        }

        promises.Add(call);
        Give();
    }

    private void Give()
    {
        while (isServing && queue.Give() is { } call)
        {
            actor!.Tell(call);
        }

        if (isClosed && isServing && queue.IsEmpty)
        {
            isServing = false;
            actor!.Tell(WarehouseActor.Stop.Instance);
        }
    }

    /// <summary>Admits no new calls, lets accepted ones finish, and stops.</summary>
    /// <param name="forGood">Whether nobody serves the warehouse afterwards; else another node does.</param>
    private void Close(bool forGood)
    {
        isLast |= forGood;
        if (!forGood)
        {
            parts.Instruments?.ShardGiven();
        }

        if (isClosed)
        {
            // It ends already: what is under way is not to be cut short by a second word.
            return;
        }

        isClosed = true;
        place.State = WarehouseHostState.Stopping;
        SayWhoSits();
        if (isServing)
        {
            Give();
            return;
        }

        // Its store is away, or its state is being read: whoever has the warehouse next answers.
        RefuseQueued(Stopping);
        if (actor is null)
        {
            Context.Stop(Self);
        }
        else
        {
            Context.Stop(actor);
        }
    }

    /// <summary>Why a gateway that ends answers nothing more: its shard was closed, or another node has the warehouse next.</summary>
    private Refused Stopping => parts.Closed?.Why(ShardMap.ShardOf(setup.Id)) is { } why ? Sealed(why) : stopping;

    private Refused Sealed(string why) => RouteRefusal.Of(setup.Id, new ShardRoute(RoutePlace.Sealed, ShardMap.ShardOf(setup.Id), Why: why));

    private void RefuseQueued(Refused why)
    {
        foreach (IParked call in queue.TakeAll())
        {
            call.Refuse(why);
        }
    }

    private void HandOut()
    {
        foreach (SessionAnswer answer in session.Outbox.Answers)
        {
            answer.HandOut(parts.Store.Watch.Proof);
        }

        foreach (SeatNews news in session.Outbox.News)
        {
            SeatTelling.Tell(news, Self);
        }

        // Stored answers that were wanted are among those that the session gives back.
        session.Outbox.Clear();
    }

    /// <summary>Without a proof the command that describes the warehouse may be refused like any other. Then it is tried again with the next sweep, not in a loop.</summary>
    private void OpenIfNeeded()
    {
        if (isServing && !isOpened && !isClosed && parts.Store.Watch.Proof.Holds)
        {
            OpenWarehouse();
            Give();
        }
    }

    /// <summary>The warehouse is described by the node that serves it, before anybody else is let in.</summary>
    private void OpenWarehouse()
    {
        if (isOpening)
        {
            return;
        }

        isOpening = true;
        CommandItem open = new(new(setup.Id, CommandKey.None, CommandDigest.None, "node", new OpenWarehouse(setup.TimeZone, setup.Doors, setup.Lanes)));
        queue.AddFirst(open);
        open.Task.PipeTo(Self, success: outcome => new Opened(outcome.Refused));
    }

    /// <summary>How many calls the session has decided, so that there is room for more.</summary>
    internal sealed record Decided(long Total);

    /// <summary>A row is durable.</summary>
    internal sealed record Landed(long Row, long LastSeq);

    /// <summary>The warehouse is about to leave this node.</summary>
    /// <param name="Ready">Completes when everything that shortens the move is done.</param>
    internal sealed record Prepare(TaskCompletionSource Ready) : INoSerializationVerificationNeeded;

    /// <summary>The persistent actor takes calls.</summary>
    internal sealed record Recovered(long Row, long LastSeq, bool WasKept, long SnapshotSeq);

    /// <summary>The persistent actor is about to end.</summary>
    internal sealed record Ended(WarehouseEnd End, Exception? Cause);

    private sealed record Sweep
    {
        public static readonly Sweep Instance = new();
    }

    private sealed record StartAgain
    {
        public static readonly StartAgain Instance = new();
    }

    /// <summary>A look at the store was good, and the one before it was not.</summary>
    private sealed record StoreIsBack
    {
        public static readonly StoreIsBack Instance = new();
    }

    private sealed record Opened(Refused? Refused);

    /// <summary>Why the warehouse's shard is closed; null when it is open, or nobody knows.</summary>
    private sealed record SealRead(string? Why);
}
