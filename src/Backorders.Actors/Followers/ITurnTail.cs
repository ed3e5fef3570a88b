
using Backorders.Actors.Port;
using Backorders.Actors.Storage;

namespace Backorders.Actors.Followers;

/// <summary>
/// The end of a warehouse's turns, as followers of this node see it: how far turns are durable, when that changes, and the last turns where they are at hand. All members
/// may be called from any thread.
/// </summary>
internal interface ITurnTail
{
    /// <summary>The last turn that is known to be durable. It never goes back.</summary>
    long Durable { get; }

    /// <summary>Fires when <see cref="Durable"/> has changed, or when the end was closed. Take it first, then look, then wait.</summary>
    Task NextPulse { get; }

    /// <summary>Cancelled when nothing more will come.</summary>
    CancellationToken Closed { get; }

    /// <summary>Whether nothing more will come.</summary>
    bool IsClosed { get; }

    /// <summary>The time without a pulse after which <see cref="LookAsync"/> is to be called; infinite where every change has its pulse.</summary>
    TimeSpan LookEvery { get; }

    /// <summary>Looks into the store how far turns are durable. Cheap when that was looked up a moment ago.</summary>
    /// <returns>The last turn that is known to be durable now.</returns>
    /// <exception cref="JournalUnavailableException">The store cannot be read now.</exception>
    ValueTask<long> LookAsync(CancellationToken cancellation);

    /// <summary>Hands out the turns after one, as far as they are at hand; false when the first of them is not, and is to be read from the store.</summary>
    bool TryRead(long afterSeq, int max, List<CommittedTurn> into);
}
