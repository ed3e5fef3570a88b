namespace Backorders.Actors.Hosting.Arbitration;

/// <summary>
/// A row by which the sides of a split learn which of them goes on: whoever holds it. It expires by the arbiter's own clock unless its owner renews
/// it.
/// </summary>
/// <remarks>Failures: <see cref="Meeting.MeetingUnavailableException"/>; whether the change was made is not known, and each may be
/// repeated.</remarks>
public interface IArbiter : IAsyncDisposable
{
    /// <summary>Takes the lease if nobody else holds it and the cluster has not gone on without the asker; says who holds it now.</summary>
    /// <param name="lease">Its name.</param>
    /// <param name="owner">Who asks.</param>
    /// <param name="lifetime">Until when it holds without renewal.</param>
    /// <param name="cancellation">Ends the wait.</param>
    ValueTask<LeaseRecord> TakeAsync(string lease, LeaseOwner owner, TimeSpan lifetime, CancellationToken cancellation);

    /// <summary>Extends the lease. False when it is no longer the owner's.</summary>
    ValueTask<bool> RenewAsync(string lease, LeaseOwner owner, TimeSpan lifetime, CancellationToken cancellation);

    /// <summary>Frees the lease if the owner holds it.</summary>
    ValueTask ReleaseAsync(string lease, LeaseOwner owner, CancellationToken cancellation);
}
