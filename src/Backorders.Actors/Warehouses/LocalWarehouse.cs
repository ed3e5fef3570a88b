using Akka.Actor;
using Backorders.Actors.Followers;
using Backorders.Actors.Port;
using Backorders.Actors.Projections;
using Backorders.Actors.Sessions;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Warehouses;

/// <summary>
/// What this node shows of one warehouse to those outside its actors: its turns as they become durable, whether there is work, how it is. It outlives the actors, so that
/// whoever follows need not know that the warehouse left and came back. Written by the warehouse's actors, read by anybody.
/// </summary>
internal sealed class LocalWarehouse
{
    private readonly Lock gate = new();
    private readonly Pulse pulse = new();
    private CancellationTokenSource served = new();
    private CancellationTokenSource away = new();
    private IReadOnlyList<IActorRef> projections = [];
    private bool stands;
    private volatile Address? home;
    private volatile string? trouble;
    private volatile WarehouseHostState state = WarehouseHostState.Starting;
    private int waiting;
    private long invariantFaults;

    /// <param name="setup">How it is described.</param>
    /// <param name="feedTurns">Durable turns that are kept in memory.</param>
    /// <param name="feedBytes">Stored bytes of those turns at most.</param>
    /// <param name="remote">The end of its turns, wherever it is served.</param>
    public LocalWarehouse(WarehouseSetup setup, int feedTurns, long feedBytes, StoreTail remote)
    {
        (Setup, Feed, Remote) = (setup, new TurnFeed(feedTurns, feedBytes), remote);
        served.Cancel();
    }

    public WarehouseSetup Setup { get; }

    public WarehouseId Id => Setup.Id;

    /// <summary>The last durable turns.</summary>
    public TurnFeed Feed { get; }

    /// <summary>The end of its turns, wherever it is served: as far as this node has heard, or looked.</summary>
    public StoreTail Remote { get; }

    /// <summary>Its gateway while that is at this node; null while it is not. Calls go there directly: the region only says where a warehouse lives.</summary>
    public IActorRef? Gateway { get; private set; }

    /// <summary>Where its gateway was last met: without a host for this node. Null while this node knows of none.</summary>
    public Address? Home
    {
        get => home;
        set
        {
            home = value;
            pulse.Fire();
        }
    }

    /// <summary>Says when a station may find a task that it could not find before.</summary>
    public WorkSignal Work { get; } = new();

    /// <summary>Invariants that were found broken; must read 0.</summary>
    public long InvariantFaults => Interlocked.Read(ref invariantFaults);

    /// <summary>Where it stands at this node. Recovering, after it had been served, still counts as served: its callers only wait.</summary>
    public WarehouseHostState State
    {
        get => state;
        set
        {
            state = value;
            pulse.Fire();
        }
    }

    /// <summary>Fires at the next change of <see cref="State"/> or <see cref="Home"/>. Take it first, then look.</summary>
    public Task NextChange => pulse.Next;

    /// <summary>Why it is not ready, for a person; null when all is well.</summary>
    public string? Trouble
    {
        get => trouble;
        set => trouble = value;
    }

    /// <summary>Whether it is served no more, because its journal cannot be folded.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Calls that wait for it.</summary>
    public int Waiting
    {
        get => Volatile.Read(ref waiting);
        set => Volatile.Write(ref waiting, value);
    }

    /// <summary>Fires when this node serves the warehouse no more; has fired while it does not.</summary>
    public CancellationToken Served
    {
        get
        {
            lock (gate)
            {
                return served.Token;
            }
        }
    }

    /// <summary>Fires when this node begins to serve the warehouse; has fired while it does.</summary>
    public CancellationToken Away
    {
        get
        {
            lock (gate)
            {
                return away.Token;
            }
        }
    }

    public void NoteInvariantFault() => Interlocked.Increment(ref invariantFaults);

    /// <summary>Its journal cannot be folded, and nobody tries any more.</summary>
    public void Break(string why)
    {
        (IsBroken, Trouble) = (true, why);
        State = WarehouseHostState.Stopped;
    }

    /// <summary>The warehouse is here: its gateway has started.</summary>
    public void Arrive(IActorRef gateway)
    {
        CancellationTokenSource from;
        lock (gate)
        {
            Gateway = gateway;
            served = new CancellationTokenSource();
            from = away;
        }

        from.Cancel();
        Work.RaiseForAll();
    }

    /// <summary>Its turns are known up to the journal's end: from here on they can be followed.</summary>
    public void Stand()
    {
        lock (gate)
        {
            stands = Gateway is not null;
            BeginProjections();
        }
    }

    /// <summary>What is made of its turns while it is here: told whenever they can be followed.</summary>
    public void Project(IReadOnlyList<IActorRef> by)
    {
        lock (gate)
        {
            projections = by;
            BeginProjections();
        }
    }

    /// <summary>The warehouse is here no more: its gateway has ended, and everybody who waited was answered.</summary>
    public void Leave()
    {
        CancellationTokenSource over;
        lock (gate)
        {
            (Gateway, stands, IsBroken) = (null, false, false);
            over = served;
            away = new CancellationTokenSource();
        }

        State = WarehouseHostState.Stopped;
        over.Cancel();
        Work.RaiseForAll();
    }

    private void BeginProjections()
    {
        foreach (IActorRef projection in stands ? projections : [])
        {
            projection.Tell(new ProjectionActor.Begin(served.Token), ActorRefs.NoSender);
        }
    }

    /// <summary>Has whoever waits look again: a seal was set or taken off.</summary>
    public void Touch() => pulse.Fire();

    /// <summary>Waits until the state is one of those that are asked for, and returns it.</summary>
    public async Task<WarehouseHostState> WaitAsync(Func<WarehouseHostState, bool> isWanted, CancellationToken cancellation)
    {
        while (true)
        {
            Task next = NextChange;
            if (isWanted(State))
            {
                return State;
            }

            await next.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }
}
