using Backorders.Engine.Cluster;
using Backorders.Journal.Cluster;
using Backorders.Testing;

namespace Backorders.Engine.Tests.Cluster;

public sealed class LeaseTests
{
    private readonly ManualTimeProvider time = new();
    private readonly ClusterTiming timing = new();
    private readonly NodeIdentity other = new("b", Guid.Parse("0000000b-0000-0000-0000-000000000000"), "http://b", 100);

    [Fact]
    public void Lease_CountsFromTheSendingOfTheHeartbeat()
    {
        NodeLease lease = new(timing.OwnDeadline, time);
        Assert.False(lease.Holds);
        long sentAt = time.GetTimestamp();
        time.Advance(TimeSpan.FromSeconds(5));

        Assert.False(lease.Renew(sentAt));
        Assert.True(lease.Holds);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(lease.Holds);
    }

    [Fact]
    public void Lease_ThatLapsedAndCameBack_IsAnotherTerm()
    {
        NodeLease lease = new(timing.OwnDeadline, time);
        lease.Renew(time.GetTimestamp());
        long term = lease.Term;
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(lease.Renew(time.GetTimestamp()));
        Assert.Equal(term, lease.Term);
        time.Advance(TimeSpan.FromSeconds(6));

        Assert.True(lease.Renew(time.GetTimestamp()));

        Assert.True(lease.Holds);
        Assert.Equal(term + 1, lease.Term);
    }

    [Fact]
    public void Silence_OfALifetime_IsSeen()
    {
        SilenceWatch watch = new(timing, time);
        Watch(watch, TimeSpan.FromSeconds(7), counter: 4);
        Assert.False(watch.IsSilent(other.Incarnation));

        Watch(watch, TimeSpan.FromSeconds(1.2), counter: 4);

        Assert.True(watch.IsSilent(other.Incarnation));
    }

    [Fact]
    public void Silence_BrokenByOneBeat_CountsAnew()
    {
        SilenceWatch watch = new(timing, time);
        Watch(watch, TimeSpan.FromSeconds(7), counter: 4);
        Watch(watch, TimeSpan.FromSeconds(7), counter: 5);

        Assert.False(watch.IsSilent(other.Incarnation));
    }

    [Fact]
    public void Silence_WhileNothingWasSeenAtAll_DoesNotCount()
    {
        SilenceWatch watch = new(timing, time);
        Watch(watch, TimeSpan.FromSeconds(2), counter: 4);
        time.Advance(TimeSpan.FromSeconds(60)); // the store was away, or this process was frozen

        Watch(watch, TimeSpan.FromSeconds(7), counter: 4);

        Assert.False(watch.IsSilent(other.Incarnation));
    }

    private void Watch(SilenceWatch watch, TimeSpan duration, long counter)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed <= duration; passed += timing.LookEvery)
        {
            watch.Look([new NodeRecord(other, counter, TimeSpan.Zero, true, false)]);
            time.Advance(timing.LookEvery);
        }
    }
}
