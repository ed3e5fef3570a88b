using Akka.Actor;
using Akka.Coordination;
using Backorders.Actors.Hosting.Meeting;

namespace Backorders.Actors.Hosting.Arbitration;

/// <summary>
/// The lease by which Akka's split-brain resolver decides: the side that holds it goes on, the other ends itself. It stands in a row of the database
/// that the nodes share,
/// so a side without the database ends itself too, and of two sides with it one goes on, however small it is.
/// </summary>
/// <remarks>
/// <para><b>A dead holder.</b> A node may have decided one loss and die while it still holds the lease. Who asks then waits for the lease to expire,
/// as long as its version
/// stands still; a version that rises shows a living holder, and the answer is no at once.</para>
/// <para><b>A frozen node.</b> Once the cluster has gone on without a node, its row at the meeting place says so, and it can never take the lease
/// again: waking up, it cannot
/// become a second cluster, though the lease may be free by then.</para>
/// </remarks>
public sealed partial class RowLease : Lease
{
    /// <summary>
    /// For how long the lease holds without renewal. Shorter than what it takes to notice and confirm the next loss, so a second loss finds it
    /// expired.
    /// </summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan renewEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan askAgain = TimeSpan.FromMilliseconds(200);

    /// <summary>Akka lets an acquisition take as long as it takes; callers meanwhile wait for their warehouses.</summary>
    private static readonly TimeSpan askFor = Lifetime + TimeSpan.FromSeconds(2);

    private readonly ExtendedActorSystem system;
    private readonly IArbiter arbiter;
    private readonly TimeProvider time;
    private readonly Microsoft.Extensions.Logging.ILogger<RowLease> logger;
    private readonly Lock gate = new();
    private CancellationTokenSource? renewing;
    private long goodAt;

    /// <summary>Called by Akka.</summary>
    /// <param name="settings">The lease's name and, as its owner, the node's address.</param>
    /// <param name="system">The node's actor system, made with an <see cref="ArbitrationSetup"/>.</param>
    public RowLease(LeaseSettings settings, ExtendedActorSystem system)
        : base(settings)
    {
        ArbitrationSetup setup = system.Settings.Setup.Get<ArbitrationSetup>().Value;
        (this.system, arbiter, time, logger) = (system, setup.Arbiter, setup.Time, setup.Log);
        system.RegisterOnTermination(StopRenewing);
    }

    private LeaseOwner Owner
    {
        get
        {
            Akka.Cluster.UniqueAddress self = Akka.Cluster.Cluster.Get(system).SelfUniqueAddress;
            return new(self.Address.ToString(), self.Uid);
        }
    }

    /// <inheritdoc/>
    public override Task<bool> Acquire() => Acquire(static _ => { });

    /// <inheritdoc/>
    public override async Task<bool> Acquire(Action<Exception> leaseLostCallback)
    {
        LeaseOwner owner = Owner;
        long begun = time.GetTimestamp();
        LeaseRecord? before = null;
        while (true)
        {
            long sentAt = time.GetTimestamp();
            LeaseRecord now = await AskAsync(owner).ConfigureAwait(false);
            if (now.IsHeld)
            {
                Taken(owner.Address, now.Version);
                BeginRenewing(owner, sentAt, leaseLostCallback);
                return true;
            }

            bool holderLives = before is not null && (before.Holder != now.Holder || before.Version != now.Version);
            if (now.IsGone || holderLives || time.GetElapsedTime(begun) > askFor)
            {
                Refused(owner.Address, now.Holder, now.IsGone);
                return false;
            }

            before = now;
            await Task.Delay(askAgain, time).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override async Task<bool> Release()
    {
        StopRenewing();
        try
        {
            await arbiter.ReleaseAsync(Settings.LeaseName, Owner, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (MeetingUnavailableException e)
        {
            throw new LeaseException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public override bool CheckLease()
    {
        lock (gate)
        {
            return renewing is not null && time.GetElapsedTime(goodAt) < Lifetime;
        }
    }

    private async Task<LeaseRecord> AskAsync(LeaseOwner owner)
    {
        try
        {
            return await arbiter.TakeAsync(Settings.LeaseName, owner, Lifetime, CancellationToken.None).ConfigureAwait(false);
        }
        catch (MeetingUnavailableException e)
        {
            Unavailable(owner.Address, e.Message);
            throw new LeaseException(e.Message, e);
        }
    }

    private void BeginRenewing(LeaseOwner owner, long sentAt, Action<Exception> lost)
    {
        CancellationTokenSource mine = new();
        lock (gate)
        {
            renewing?.Cancel();
            (renewing, goodAt) = (mine, sentAt);
        }

        _ = RenewAsync(owner, mine, lost);
    }

    private void StopRenewing()
    {
        lock (gate)
        {
            renewing?.Cancel();
            renewing = null;
        }
    }

    private async Task RenewAsync(LeaseOwner owner, CancellationTokenSource mine, Action<Exception> lost)
    {
        Exception? why = null;
        try
        {
            while (time.GetElapsedTime(Volatile.Read(ref goodAt)) < Lifetime)
            {
                await Task.Delay(renewEvery, time, mine.Token).ConfigureAwait(false);
                long sentAt = time.GetTimestamp();
                try
                {
                    if (!await arbiter.RenewAsync(Settings.LeaseName, owner, Lifetime, mine.Token).ConfigureAwait(false))
                    {
                        why = new LeaseException("The lease is another's.");
                        break;
                    }

                    Volatile.Write(ref goodAt, sentAt);
                }
                catch (MeetingUnavailableException e)
                {
                    why = e;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }

        lock (gate)
        {
            if (renewing != mine)
            {
                return;
            }

            renewing = null;
        }

        Lost(owner.Address, why?.Message ?? "it was not renewed in time");
        lost(why ?? new LeaseTimeoutException("The lease was not renewed in time."));
    }
}
