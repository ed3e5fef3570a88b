using Akka.Actor;
using Backorders.Actors.Calls;
using Backorders.Actors.Port;
using Backorders.Domain.Values;

namespace Backorders.Actors.Warehouses;

/// <summary>
/// A node's connection to one warehouse, wherever it is served. It finds the gateway through the shard region, keeps the warehouse running, passes calls on in order with
/// many in flight, and learns how far turns are durable. There is one for each warehouse on each node.
/// </summary>
/// <remarks>
/// <para><b>Moves.</b> It watches the gateway. When that ends, it looks for the next one through the region, and all calls without an answer go there in their order.</para>
/// <para><b>Losses.</b> Messages between nodes may be lost one by one. Each call names the one before it, and a gateway takes none out of turn. A link that hears nothing for
/// a while asks how far the gateway has come, and sends again from there; where answers were lost it begins anew. That is safe because every change carries its key.</para>
/// </remarks>
internal sealed class WarehouseLink : UntypedActor, IWithTimers
{
    /// <summary>How often it looks for a gateway that it has not found, and at calls that wait for one.</summary>
    private static readonly TimeSpan lookEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>A gateway that owes answers and has said nothing for so long is asked whether all calls reached it.</summary>
    private static readonly TimeSpan silence = TimeSpan.FromSeconds(2);

    private readonly LocalWarehouse place;
    private readonly IActorRef region;
    private readonly TimeProvider waiting;
    private readonly int capacity;
    private readonly SortedDictionary<long, UnderWay> calls = [];
    private IActorRef? gateway;
    private long meeting;
    private long numbered;
    private long lastSent;
    private long heardAt;
    private bool isBroken;
    private Refused? end;

    public WarehouseLink(LocalWarehouse place, IActorRef region, TimeProvider waiting, int capacity)
    {
        (this.place, this.region, this.waiting, this.capacity) = (place, region, waiting, capacity);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(LocalWarehouse place, IActorRef region, TimeProvider waiting, int capacity) =>
        Akka.Actor.Props.Create(() => new WarehouseLink(place, region, waiting, capacity));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(Look.Instance, Look.Instance, lookEvery);
        Begin();
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        place.Home = null;
        foreach (UnderWay call in calls.Values)
        {
            call.Resolve(end is { } why ? WarehouseAnswer.Refuse(why) : LinkAnswers.Stopping());
        }
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Pass pass:
                Take(pass);
                break;
            case Answered answered when answered.Meeting == meeting:
                Note(answered);
                break;
            case Met met when met.Meeting == meeting:
                Meet(met);
                break;
            case Durable durable when durable.Meeting == meeting:
                heardAt = waiting.GetTimestamp();
                place.Remote.Announce(durable.UpTo);
                Sender.Tell(new Listen(meeting), Self);
                break;
            case Terminated gone when gone.ActorRef.Equals(gateway):
                Begin();
                break;
            case Look:
                LookAround();
                break;
            case End end:
                this.end = end.Why;
                Context.Stop(Self);
                break;
            case Answered or Met or Durable or Terminated:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Take(Pass pass)
    {
        if (calls.Count >= capacity)
        {
            pass.Call(0, 0).Resolve(LinkAnswers.Full(capacity));
            return;
        }

        UnderWay call = pass.Call(++numbered, waiting.GetTimestamp());
        calls.Add(call.Number, call);
        if (gateway is not null && !isBroken)
        {
            Send(call);
        }
    }

    private void Send(UnderWay call)
    {
        call.IsSent = true;
        gateway!.Tell(new Passed(meeting, call.Number, lastSent, call.Request), Self);
        lastSent = call.Number;
    }

    /// <summary>Looks for a gateway anew. What is not answered goes there in its order.</summary>
    private void Begin()
    {
        if (gateway is not null)
        {
            Context.Unwatch(gateway);
            gateway = null;
        }

        place.Home = null;
        meeting++;
        (lastSent, isBroken) = (0, false);
        foreach (UnderWay call in calls.Values.Where(c => c.IsSent))
        {
            ComeBack(call, null);
        }

        region.Tell(new Meet(place.Id, meeting), Self);
    }

    private void Meet(Met met)
    {
        heardAt = waiting.GetTimestamp();
        if (gateway is null)
        {
            gateway = Context.Watch(Sender);
            place.Home = Sender.Path.Address;
            Sender.Tell(new Listen(meeting), Self);
            foreach (UnderWay call in calls.Values)
            {
                Send(call);
            }

            return;
        }

        if (!Sender.Equals(gateway))
        {
            // Two gateways at once: one of them belongs to a node that the cluster goes on without. The journal judges between them; the region knows the right one.
            return;
        }

        SendLost(met);
    }

    /// <summary>The gateway says how far it has come: what it did not hear of is sent again, and where answers were lost all is.</summary>
    private void SendLost(Met met)
    {
        UnderWay[] heard = [.. calls.Values.Where(c => c.IsSent && c.Number <= met.Last)];
        if (heard.Length > met.Pending)
        {
            Begin();
            return;
        }

        if (met.Last >= lastSent)
        {
            return;
        }

        UnderWay[] lost = [.. calls.Values.Where(c => c.IsSent && c.Number > met.Last)];
        lastSent = met.Last;
        foreach (UnderWay call in lost)
        {
            Send(call);
        }
    }

    private void Note(Answered answered)
    {
        heardAt = waiting.GetTimestamp();
        if (!calls.TryGetValue(answered.Number, out UnderWay? call) || !call.IsSent)
        {
            return;
        }

        if (!answered.Answer.IsMoved)
        {
            calls.Remove(answered.Number);
            call.Resolve(answered.Answer);
        }
        else
        {
            // Nothing more goes there before all that is under way is answered or has come back: then the rest goes on in its order.
            // A gateway that did not take it has nothing to say that a caller could use.
            isBroken = true;
            ComeBack(call, answered.Answer.RichStatus is null ? null : answered.Answer);
        }
    }

    /// <summary>It waits for somebody who serves the warehouse: again, and its patience begins with the first time.</summary>
    private void ComeBack(UnderWay call, WarehouseAnswer? with)
    {
        call.IsSent = false;
        if (!call.HasComeBack)
        {
            (call.HasComeBack, call.Since) = (true, waiting.GetTimestamp());
        }

        call.CameBack = with ?? call.CameBack;
    }

    private void LookAround()
    {
        GiveUpOld();
        if (gateway is null)
        {
            region.Tell(new Meet(place.Id, meeting), Self);
        }
        else if (isBroken && !calls.Values.Any(c => c.IsSent))
        {
            Begin();
        }
        else if (calls.Values.Any(c => c.IsSent) && waiting.GetElapsedTime(heardAt) >= silence)
        {
            heardAt = waiting.GetTimestamp();
            gateway.Tell(new Meet(place.Id, meeting), Self);
        }
    }

    /// <summary>Refuses what has waited too long for somebody who serves the warehouse. What is under way is the gateway's to answer.</summary>
    private void GiveUpOld()
    {
        foreach (UnderWay call in calls.Values.Where(c => !c.IsSent && waiting.GetElapsedTime(c.Since) >= c.Patience).ToArray())
        {
            calls.Remove(call.Number);
            call.Resolve(call.CameBack ?? LinkAnswers.NobodyServes(place.Id));
        }
    }

    /// <summary>Has a call passed on; within one process.</summary>
    /// <param name="Request">The call.</param>
    /// <param name="Patience">How long it may wait for somebody who serves its warehouse.</param>
    internal sealed record Pass(WarehouseRequest Request, TimeSpan Patience) : INoSerializationVerificationNeeded
    {
        private readonly TaskCompletionSource<Task<WarehouseAnswer>> taken = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>What became of it.</summary>
        public Task<WarehouseAnswer> Answer => taken.Task.Unwrap();

        internal UnderWay Call(long number, long since)
        {
            UnderWay call = new(number, Request, since, Patience);
            taken.TrySetResult(call.Answer);
            return call;
        }

        /// <summary>Ends a call that reached no link.</summary>
        internal void Lose() => taken.TrySetResult(Task.FromResult(LinkAnswers.Stopping()));
    }

    /// <summary>Ends the link; what it holds is told why.</summary>
    internal sealed record End(Refused Why) : INoSerializationVerificationNeeded;

    private sealed record Look
    {
        public static readonly Look Instance = new();
    }
}
