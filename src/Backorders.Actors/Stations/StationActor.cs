using Akka.Actor;
using Backorders.Actors.Port;
using Backorders.Actors.Sessions;
using Backorders.Actors.Turns;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;

namespace Backorders.Actors.Stations;

/// <summary>
/// A station's open stream, at the node that holds it. It keeps a seat at the station's warehouse, wherever that is, and passes on what is leased there. What it has heard is kept in <see
/// cref="SeatHearing"/>; here are the mailbox, the watch and the timer.
/// </summary>
/// <remarks>
/// <para><b>Registration</b> goes through the region, which finds the warehouse's node, and is repeated until a gateway has noted it. From then on it talks to that gateway, and watches
/// it: when it ends, or its node does, registration begins anew.</para>
/// <para><b>Lost messages.</b> Messages between nodes may be lost. News is numbered. When a number is missing, or a periodic check finds that more news was sent, the stream
/// registers again and is told what its station holds.</para>
/// </remarks>
internal sealed class StationActor : UntypedActor, IWithTimers
{
    /// <summary>How long a registration may stay without an answer. It waits for no write, so this is the time of a few messages.</summary>
    public static readonly TimeSpan RepeatEvery = TimeSpan.FromSeconds(1);

    /// <summary>How often a seated stream looks whether it has heard everything.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly Instant openedAt;
    private readonly IStationSink sink;
    private readonly IActorRef region;
    private readonly SeatHearing hearing = new();
    private SeatWish wish;
    private IActorRef? gateway;

    public StationActor(SeatWish wish, Instant openedAt, IStationSink sink, IActorRef region) =>
        (this.wish, this.openedAt, this.sink, this.region) = (wish, openedAt, sink, region);

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <param name="wish">What the station wants.</param>
    /// <param name="openedAt">When the stream was opened.</param>
    /// <param name="sink">Who hears.</param>
    /// <param name="region">The region of warehouses.</param>
    public static Props Props(SeatWish wish, Instant openedAt, IStationSink sink, IActorRef region) =>
        Akka.Actor.Props.Create(() => new StationActor(wish, openedAt, sink, region));

    /// <inheritdoc/>
    protected override void PreStart() => Register();

    /// <inheritdoc/>
    protected override void PostStop() => sink.Ended();

    /// <inheritdoc/>
    /// <remarks>A fault loses what the station was told: the actor stops, and the station opens another stream.</remarks>
    protected override void PostRestart(Exception reason) => Context.Stop(Self);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Offered offered:
                Hear(offered);
                break;
            case Seated seated:
                Hear(seated);
                break;
            case SeatNoted noted:
                Note(noted);
                break;
            case SetCapacity { Capacity: var capacity }:
                wish = wish with { Capacity = capacity };
                Say();
                break;
            case Know { Tokens: var tokens }:
                hearing.Know(tokens);
                break;
            case Look when gateway is null:
                Register();
                break;
            case Look:
                Say();
                break;
            case Terminated gone when gone.ActorRef.Equals(gateway):
                gateway = null;
                Register();
                break;
            case SeatTakenOver:
                sink.TakenOver();
                Context.Stop(Self);
                break;
            case SeatInUse:
                sink.InUse();
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>A new round: whatever was said in the one before counts no more.</summary>
    private void Register()
    {
        hearing.BeginRound();
        Timers.StartSingleTimer(Look.Instance, Look.Instance, RepeatEvery);
        Say();
    }

    private void Say() => (gateway ?? region).Tell(
        new TakeSeat(wish.Warehouse, wish.Station, wish.Owner, wish.Actor, wish.Capacity, hearing.Round, openedAt), Self);

    private void Note(SeatNoted noted)
    {
        if (noted.Round != hearing.Round)
        {
            return;
        }

        if (!Sender.Equals(gateway))
        {
            if (gateway is not null)
            {
                Context.Unwatch(gateway);
            }

            gateway = Context.Watch(Sender);
        }

        Timers.StartSingleTimer(Look.Instance, Look.Instance, LookEvery);
        if (noted.Told > hearing.Heard)
        {
            Register();
        }
    }

    private void Hear(Seated seated)
    {
        if (!TryHear(seated.Round, seated.Number))
        {
            return;
        }

        bool isFirst = !hearing.IsWelcomed;
        IReadOnlyList<Domain.Views.TaskView> unheard = hearing.Welcome(seated.Held);
        if (isFirst)
        {
            sink.Welcome(new StationWelcome(seated.LeaseSeconds, seated.Held));
        }
        else if (unheard.Count > 0)
        {
            sink.Remind(unheard);
        }
    }

    private void Hear(Offered offered)
    {
        if (!TryHear(offered.Round, offered.Number))
        {
            return;
        }

        TurnRecord turn = TurnCodec.Decode(offered.Turn.Span);
        if (hearing.Offer(offered.Tasks) is { Count: > 0 } unheard)
        {
            sink.Offer(new StationOffer(new CommandOutcome(null, turn.Events, turn.At, offered.Seq, false), unheard));
        }
    }

    private bool TryHear(long round, long number)
    {
        bool isNext = hearing.TryHear(round, number, out bool isLost);
        if (isLost)
        {
            Register();
        }

        return isNext;
    }

    /// <summary>The stream wants another number of tasks.</summary>
    internal sealed record SetCapacity(int Capacity) : INoSerializationVerificationNeeded;

    /// <summary>The station has learnt of leases on another way.</summary>
    internal sealed record Know(IReadOnlyCollection<FencingToken> Tokens) : INoSerializationVerificationNeeded;

    private sealed record Look : INoSerializationVerificationNeeded
    {
        public static readonly Look Instance = new();
    }
}
