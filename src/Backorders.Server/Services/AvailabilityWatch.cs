using System.Threading.Channels;
using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;
using Backorders.Domain.Views;
using Backorders.Server.Calls;
using Backorders.Server.Mapping;
using Backorders.Server.Refusals;
using Backorders.Server.Routing;
using Backorders.Server.Security;
using Grpc.Core;

namespace Backorders.Server.Services;

/// <summary>
/// A follower of some items' availability. The feed only says that something happened; what is sent is read from the warehouse when the client can take it,
/// and only what differs from what it has. So a slow client costs one message, however much happens meanwhile.
/// </summary>
internal sealed class AvailabilityWatch(CommandGate gate, CallRouter router, Caller caller)
{
    private const int SkusMax = 200;

    private readonly Dictionary<string, V1.GetAvailabilityResponse> sent = new(StringComparer.Ordinal);

    public async Task RunAsync(V1.WatchRequest request, IServerStreamWriter<V1.WatchResponse> responses, CancellationToken cancellation)
    {
        WarehouseId warehouse = gate.Warehouse(caller, request.Warehouse);
        Ask(request);
        Channel<bool> happened = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        long from = router.Calls?.Heard(warehouse) ?? gate.Warehouses.HighWater(warehouse);
        happened.Writer.TryWrite(true);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task following = FollowAsync(warehouse, from, happened.Writer, ending.Token);
        try
        {
            await foreach (bool _ in happened.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                V1.WatchResponse changes = Changes(await LookAsync(warehouse, request).ConfigureAwait(false));
                if (changes.Changes.Count > 0)
                {
                    await responses.WriteAsync(changes, cancellation).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await following.ConfigureAwait(false);
        }

        cancellation.ThrowIfCancellationRequested();
        throw RefusalStatus.ToException(Refused.Because(Refusal.NotReady, "The node stops; watch again."));
    }

    private CheckAvailability Ask(V1.WatchRequest request)
    {
        OwnerId owner = caller.RequireOwner();
        Border border = default;
        border.Count(request.Skus.Count, 1, SkusMax, "skus");
        SkuKey[] items = new SkuKey[Math.Min(request.Skus.Count, SkusMax)];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = new SkuKey(owner, border.Sku(request.Skus[i], "skus"));
        }

        int tier = border.Tier(request.Tier);
        return border.Refused is { } refused ? throw RefusalStatus.ToException(refused) : new CheckAvailability([.. items.Distinct()], tier);
    }

    /// <summary>How all items stand, asked of their warehouse at this node.</summary>
    public async Task<V1.WatchResponse> LookHereAsync(V1.WatchRequest request)
    {
        CheckAvailability ask = Ask(request);
        QueryOutcome<IReadOnlyList<AvailabilityView?>> found = await gate.Warehouses.AskAsync(gate.Warehouse(caller, request.Warehouse), ask).ConfigureAwait(false);
        if (found.Refused is { } refused)
        {
            throw RefusalStatus.ToException(refused);
        }

        V1.WatchResponse all = new() { Cursor = found.Seq };
        for (int i = 0; i < ask.Items.Count; i++)
        {
            SkuKey item = ask.Items[i];
            AvailabilityView now = found.Value![i]
                ?? throw await gate.NotFoundAsync(
                    caller, nameof(AvailabilityService.Watch), request.Warehouse, Refusal.UnknownSku, $"SKU {item.Sku} was never defined for {item.Owner}.", ("sku", item.Sku)).ConfigureAwait(false);
            all.Changes.Add(new V1.WatchResponse.Types.Change { Sku = item.Sku.Value, Availability = Forms.Availability(now, found.Seq) });
        }

        return all;
    }

    private async Task<V1.WatchResponse> LookAsync(WarehouseId warehouse, V1.WatchRequest request) => router.Calls is { } calls
        ? PassedCall.Open(
            await calls.SendAsync(new WarehouseRequest(warehouse, AvailabilityService.WatchPath, request, caller.ToRights()), router.Patience).ConfigureAwait(false),
            V1.WatchResponse.Parser.ParseFrom)
        : await LookHereAsync(request).ConfigureAwait(false);

    /// <summary>Those that stand otherwise than what was sent.</summary>
    private V1.WatchResponse Changes(V1.WatchResponse all)
    {
        V1.WatchResponse changes = new() { Cursor = all.Cursor };
        foreach (V1.WatchResponse.Types.Change change in all.Changes)
        {
            V1.GetAvailabilityResponse now = change.Availability.Clone();
            now.Cursor = 0;
            if (now.Available > 0)
            {
                // While units are free the next promise is "now", and that is no change.
                now.NextPromise = null;
            }

            if (!now.Equals(sent.GetValueOrDefault(change.Sku)))
            {
                sent[change.Sku] = now;
                changes.Changes.Add(change);
            }
        }

        return changes;
    }

    private async Task FollowAsync(WarehouseId warehouse, long from, ChannelWriter<bool> happened, CancellationToken cancellation)
    {
        try
        {
            IAsyncEnumerable<FeedItem> turns = router.Calls?.FollowAnywhereAsync(warehouse, from, cancellation) ?? gate.Warehouses.FollowAsync(warehouse, from, cancellation);
            await foreach (FeedItem item in turns.ConfigureAwait(false))
            {
                if (item.Turn is not null)
                {
                    happened.TryWrite(true);
                }
            }

            happened.TryComplete();
        }
        catch (Exception e)
        {
            happened.TryComplete(e is OperationCanceledException ? null : e);
        }
    }
}
