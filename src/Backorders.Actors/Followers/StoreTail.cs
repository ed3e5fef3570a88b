using Backorders.Actors.Port;
using Backorders.Actors.Sessions;
using Backorders.Actors.Storage;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Followers;

/// <summary>
/// The end of a warehouse that any node may serve: followers read the store, and are woken by whoever says that turns are durable, or else by the clock. All followers of a
/// node share one, so that the store is looked at once for all of them.
/// </summary>
/// <param name="rows">Where the turns are.</param>
/// <param name="warehouse">The warehouse.</param>
/// <param name="time">The clock.</param>
/// <param name="lookEvery">Time without a word after which the store is looked at.</param>
internal sealed class StoreTail(ITurnRows rows, WarehouseId warehouse, TimeProvider time, TimeSpan lookEvery) : ITurnTail, IDisposable
{
    private readonly Pulse pulse = new();
    private readonly CancellationTokenSource closing = new();
    private readonly Lock gate = new();
    private Task<long>? looking;
    private long durable;
    private long? heardAt;

    /// <inheritdoc/>
    public long Durable => Volatile.Read(ref durable);

    /// <inheritdoc/>
    public Task NextPulse => pulse.Next;

    /// <inheritdoc/>
    public CancellationToken Closed => closing.Token;

    /// <inheritdoc/>
    public bool IsClosed => closing.IsCancellationRequested;

    /// <inheritdoc/>
    public TimeSpan LookEvery => lookEvery;

    /// <summary>Says that the warehouse's turns are durable up to one. A word that comes late or twice is harmless.</summary>
    public void Announce(long upToSeq)
    {
        lock (gate)
        {
            heardAt = time.GetTimestamp();
            if (upToSeq <= durable)
            {
                return;
            }

            Volatile.Write(ref durable, upToSeq);
        }

        pulse.Fire();
    }

    /// <summary>Ends all who follow, when they have been told what is known to be durable.</summary>
    public void Close()
    {
        closing.Cancel();
        pulse.Fire();
    }

    /// <inheritdoc/>
    /// <remarks>Those who ask while somebody looks share that look.</remarks>
    public async ValueTask<long> LookAsync(CancellationToken cancellation)
    {
        Task<long> look;
        lock (gate)
        {
            if (heardAt is { } at && time.GetElapsedTime(at) < lookEvery)
            {
                return durable;
            }

            look = looking ??= Task.Run(LookOnceAsync, CancellationToken.None);
        }

        return await look.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public bool TryRead(long afterSeq, int max, List<CommittedTurn> into) => false;

    /// <inheritdoc/>
    public void Dispose() => Close();

    private async Task<long> LookOnceAsync()
    {
        try
        {
            TurnRowHead? last = await rows.ReadLastAsync(warehouse, CancellationToken.None).ConfigureAwait(false);
            Announce(last?.Batch.LastSeq ?? 0);
            return Durable;
        }
        finally
        {
            lock (gate)
            {
                looking = null;
            }
        }
    }
}
