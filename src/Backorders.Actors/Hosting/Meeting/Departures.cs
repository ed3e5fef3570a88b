using Akka.Actor;
using Akka.Cluster;

namespace Backorders.Actors.Hosting.Meeting;

/// <summary>Listens for members that the cluster goes on without, which is noted at the meeting place. It is sent cluster events alone.</summary>
internal sealed class Departures : ReceiveActor
{
    private readonly Cluster cluster = Cluster.Get(Context.System);

    /// <param name="gone">Called with the address and incarnation of each.</param>
    public Departures(Action<string, long> gone) => Receive<ClusterEvent.MemberRemoved>(removed =>
    {
        // A member that left in good order says so itself.
        if (removed.PreviousStatus == MemberStatus.Down && removed.Member.UniqueAddress != cluster.SelfUniqueAddress)
        {
            gone(removed.Member.Address.ToString(), removed.Member.UniqueAddress.Uid);
        }
    });

    protected override void PreStart() =>
        cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.MemberRemoved));

    protected override void PostStop() => cluster.Unsubscribe(Self);
}
