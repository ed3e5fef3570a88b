using Akka.Coordination;
using Backorders.Actors.Hosting;
using Backorders.Actors.Hosting.Arbitration;
using Backorders.Actors.Hosting.Meeting;

namespace Backorders.Actors.Tests.Hosting;

/// <summary>
/// The lease as the split-brain resolver asks it. Proves: it waits for a dead holder's time and takes it then, is refused at once by a living one,
/// keeps what it has by
/// renewing it, and says so when it lost it or cannot ask.
/// </summary>
public sealed class RowLeaseTests
{
    private const string Name = "tested";

    private static readonly LeaseOwner other = new("akka.tcp://backorders@127.0.0.1:1", 4711);
    private static readonly TimeSpan soon = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan never = TimeSpan.FromHours(1);

    private readonly MemoryMeetingPlace place = new(TimeProvider.System);
    private readonly MemoryArbiter arbiter;

    public RowLeaseTests() => arbiter = new(place, TimeProvider.System);

    [Fact]
    public async Task Acquire_WhileADeadOneHoldsIt_WaitsAndTakesIt()
    {
        await using NodeActors node = await StartAsync(arbiter);
        await arbiter.TakeAsync(Name, other, soon, default);

        Assert.True(await Lease(node).Acquire());
        Assert.False(await arbiter.RenewAsync(Name, other, soon, default));
    }

    [Fact]
    public async Task Acquire_WhileALivingOneHoldsIt_IsRefused()
    {
        await using NodeActors node = await StartAsync(arbiter);
        await arbiter.TakeAsync(Name, other, never, default);

        Task<bool> asked = Lease(node).Acquire();
        while (!asked.IsCompleted)
        {
            Assert.True(await arbiter.RenewAsync(Name, other, never, default));
            await Task.Yield();
        }

        Assert.False(await asked);
    }

    [Fact]
    public async Task Lease_IsRenewed_AndItsLossIsTold()
    {
        await using NodeActors node = await StartAsync(arbiter);
        TaskCompletionSource<Exception> lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Lease lease = Lease(node);
        Assert.True(await lease.Acquire(e => lost.TrySetResult(e)));
        long version = (await arbiter.TakeAsync(Name, other, never, default)).Version;
        await Testing.Postgres.Poll.UntilAsync(
            async () => (await arbiter.TakeAsync(Name, other, never, default)).Version > version, "it is renewed");
        Assert.True(lease.CheckLease());

        // Its row goes to another, as after a failover that lost it.
        LeaseOwner own = new(node.Self.Address, node.Self.Incarnation);
        await arbiter.ReleaseAsync(Name, own, default);
        await arbiter.TakeAsync(Name, other, never, default);

        Assert.IsType<LeaseException>(await lost.Task);
        Assert.False(lease.CheckLease());
    }

    [Fact]
    public async Task Release_FreesIt()
    {
        await using NodeActors node = await StartAsync(arbiter);
        Lease lease = Lease(node);
        await lease.Acquire();

        Assert.True(await lease.Release());
        Assert.False(lease.CheckLease());
        Assert.True((await arbiter.TakeAsync(Name, other, never, default)).IsHeld);
    }

    [Fact]
    public async Task Acquire_WithoutTheDatabase_SaysThatItMayNotHaveIt()
    {
        await using NodeActors node = await StartAsync(new AwayArbiter());

        LeaseException failed = await Assert.ThrowsAsync<LeaseException>(() => Lease(node).Acquire());

        Assert.Contains("away", failed.Message, StringComparison.Ordinal);
    }

    private static Lease Lease(NodeActors node) => LeaseProvider.Get(node.System).GetLease(Name, "backorders.arbitration", "owner");

    private Task<NodeActors> StartAsync(IArbiter asked) => TestNodes.StartAsync(TestNodes.With(place, asked, TestNodes.Options("LEASES")));

    private sealed class AwayArbiter : IArbiter
    {
        public ValueTask<LeaseRecord> TakeAsync(string lease, LeaseOwner owner, TimeSpan lifetime, CancellationToken cancellation) => throw Away();

        public ValueTask<bool> RenewAsync(string lease, LeaseOwner owner, TimeSpan lifetime, CancellationToken cancellation) => throw Away();

        public ValueTask ReleaseAsync(string lease, LeaseOwner owner, CancellationToken cancellation) => throw Away();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private static MeetingUnavailableException Away() => new("The database is away.");
    }
}
