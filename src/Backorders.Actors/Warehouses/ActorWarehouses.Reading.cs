using System.Runtime.CompilerServices;
using Backorders.Actors.Storage.Reading;
using Backorders.Domain;
using Backorders.Engine;
using Backorders.Journal;

namespace Backorders.Actors.Warehouses;

/// <summary>What happened, for those who follow or look back.</summary>
public sealed partial class ActorWarehouses
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<FeedItem> FollowAsync(WarehouseId warehouse, long afterSeq, [EnumeratorCancellation] CancellationToken cancellation)
    {
        LocalWarehouse place = Find(warehouse);
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellation, place.Served);
        TurnFollower follower = new((after, max, cancel) => ReadAsync(warehouse, after, max, cancel), place.Feed, options, parts.Time, warehouse);
        IAsyncEnumerator<FeedItem> items = follower.FollowAsync(afterSeq, over.Token).GetAsyncEnumerator(CancellationToken.None);
        await using (items.ConfigureAwait(false))
        {
            while (await MoveNextAsync(items, cancellation).ConfigureAwait(false))
            {
                yield return items.Current;
            }
        }
    }

    /// <summary>That the warehouse left is the end; that the caller went is an exception.</summary>
    private static async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<FeedItem> items, CancellationToken cancellation)
    {
        try
        {
            return await items.MoveNextAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public IWarehouseHistory ReadHistory(WarehouseId warehouse) => throw new NotSupportedException($"The history of {Find(warehouse).Id} is not read from rows yet.");

    private async Task<IReadOnlyList<StoredTurn>> ReadAsync(WarehouseId warehouse, long afterSeq, int turnsMax, CancellationToken cancellation)
    {
        TurnRowHead? head = await parts.Store.Rows.FindAsync(warehouse, afterSeq + 1, cancellation).ConfigureAwait(false);
        if (head is not { } first)
        {
            return [];
        }

        IReadOnlyList<TurnRow> rows = await parts.Store.Rows.ReadAfterAsync(warehouse, first.Number - 1, 1_000_000, cancellation).ConfigureAwait(false);
        return [.. rows.SelectMany(r => r.Batch.Read()).Where(t => t.Seq > afterSeq).Take(turnsMax).Select(t => new StoredTurn(t.Seq, t.Turn, t.Hash, t.Bytes))];
    }
}
