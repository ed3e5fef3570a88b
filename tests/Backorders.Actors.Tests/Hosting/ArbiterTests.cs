using Backorders.Actors.Hosting.Arbitration;
using Backorders.Actors.Hosting.Meeting;

namespace Backorders.Actors.Tests.Hosting;

/// <summary>
/// What every arbiter promises. Proves: one owner at a time, by the arbiter's clock; a start that is gone owns nothing; another start at the same
/// address is another owner.
/// </summary>
public abstract class ArbiterTests
{
    private const string Lease = "split";

    private static readonly TimeSpan holds = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan expired = TimeSpan.Zero;
    private static readonly LeaseOwner a = new("akka.tcp://c@127.0.0.1:4001", 1);
    private static readonly LeaseOwner b = new("akka.tcp://c@127.0.0.1:4002", 2);

    protected abstract Task<(IMeetingPlace Meeting, IArbiter Arbiter)> CreateAsync();

    [Fact]
    public async Task Take_ByManyAtOnce_IsGivenToOne()
    {
        (IMeetingPlace meeting, IArbiter arbiter) = await CreateAsync();
        await using IMeetingPlace place = meeting;
        await using IArbiter one = arbiter;
        LeaseOwner[] all = [.. Enumerable.Range(1, 8).Select(i => new LeaseOwner($"akka.tcp://c@127.0.0.1:{4000 + i}", i))];

        LeaseRecord[] taken = await Task.WhenAll(all.Select(o => Task.Run(async () => await one.TakeAsync(Lease, o, holds, default))));

        LeaseOwner owner = Assert.Single(all.Where((_, i) => taken[i].IsHeld));
        Assert.Equal(owner.ToString(), (await one.TakeAsync(Lease, new("akka.tcp://c@127.0.0.1:9", 9), holds, default)).Holder);
    }

    [Fact]
    public async Task Lease_OfASilentOwner_PassesOn_AndItsOwnerLearnsIt()
    {
        (IMeetingPlace meeting, IArbiter arbiter) = await CreateAsync();
        await using IMeetingPlace place = meeting;
        await using IArbiter one = arbiter;

        Assert.True((await one.TakeAsync(Lease, a, holds, default)).IsHeld);
        Assert.False((await one.TakeAsync(Lease, b, holds, default)).IsHeld);
        Assert.True(await one.RenewAsync(Lease, a, expired, default));
        Assert.True((await one.TakeAsync(Lease, b, holds, default)).IsHeld);
        Assert.False(await one.RenewAsync(Lease, a, holds, default));
    }

    [Fact]
    public async Task Version_RisesWithEachRenewal()
    {
        (IMeetingPlace meeting, IArbiter arbiter) = await CreateAsync();
        await using IMeetingPlace place = meeting;
        await using IArbiter one = arbiter;
        await one.TakeAsync(Lease, a, holds, default);
        long before = (await one.TakeAsync(Lease, b, holds, default)).Version;

        await one.RenewAsync(Lease, a, holds, default);

        Assert.True((await one.TakeAsync(Lease, b, holds, default)).Version > before);
    }

    [Fact]
    public async Task Release_FreesTheLease_OfItsOwnerAlone()
    {
        (IMeetingPlace meeting, IArbiter arbiter) = await CreateAsync();
        await using IMeetingPlace place = meeting;
        await using IArbiter one = arbiter;
        await one.TakeAsync(Lease, a, holds, default);

        await one.ReleaseAsync(Lease, b, default);
        Assert.False((await one.TakeAsync(Lease, b, holds, default)).IsHeld);
        await one.ReleaseAsync(Lease, a, default);
        Assert.True((await one.TakeAsync(Lease, b, holds, default)).IsHeld);
    }

    [Fact]
    public async Task Take_ByAnotherStartAtTheSameAddress_IsAnothers()
    {
        (IMeetingPlace meeting, IArbiter arbiter) = await CreateAsync();
        await using IMeetingPlace place = meeting;
        await using IArbiter one = arbiter;
        await one.TakeAsync(Lease, a, holds, default);

        Assert.False((await one.TakeAsync(Lease, a with { Incarnation = 7 }, holds, default)).IsHeld);
    }

    [Fact]
    public async Task Take_ByAStartThatIsGone_IsRefused_ThoughTheLeaseIsFree()
    {
        (IMeetingPlace meeting, IArbiter arbiter) = await CreateAsync();
        await using IMeetingPlace place = meeting;
        await using IArbiter one = arbiter;
        await place.EnterAsync(new("A", a.Incarnation, a.Address, string.Empty, 100, string.Empty), "C", holds, default);
        await place.MarkGoneAsync(a.Address, a.Incarnation, default);

        LeaseRecord refused = await one.TakeAsync(Lease, a, holds, default);

        Assert.Equal((false, true), (refused.IsHeld, refused.IsGone));
        Assert.True((await one.TakeAsync(Lease, b, holds, default)).IsHeld);
    }
}
