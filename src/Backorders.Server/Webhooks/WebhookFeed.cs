using System.Runtime.CompilerServices;
using System.Text;
using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Partners.Webhooks;
using Backorders.Partners.Webhooks.Endpoints;
using Backorders.Partners.Webhooks.Stores;
using Backorders.Server.Mapping.Events;
using Backorders.Server.Services;
using Google.Protobuf;

namespace Backorders.Server.Webhooks;

/// <summary>What webhooks are told: the same as streams are, in the JSON form of the contract.</summary>
internal sealed class WebhookFeed(EventFeed events, IWarehouses warehouses, IWarehouseRoutes routes, IWebhookStore store) : IWebhookFeed
{
    private static readonly JsonFormatter Json = new(JsonFormatter.Settings.Default);

    public long HighWater(string warehouse) => Known(warehouse) is { } id ? warehouses.HighWater(id) : 0;

    /// <summary>A single node delivers for all warehouses, because no other node does.</summary>
    public CancellationToken ServedHere(string warehouse) => store.IsShared && Known(warehouse) is { } id ? routes.ServedHere(id) : CancellationToken.None;

    public async IAsyncEnumerable<WebhookDecision> FollowAsync(
        WebhookEndpoint endpoint, string warehouse, long afterCursor, [EnumeratorCancellation] CancellationToken cancellation)
    {
        WarehouseId id = Known(warehouse) ?? throw new InvalidOperationException($"Warehouse {warehouse} is not one of this node's.");
        if (await events.RefuseAsync(id, afterCursor).ConfigureAwait(false) is { } refused)
        {
            throw refused.Reason == Refusal.InvalidValue ? new CursorBeyondJournalException(refused.Message) : new InvalidOperationException(refused.Message);
        }

        EventFilter filter = new(
            endpoint.Owner.Length == 0 ? null : endpoint.Owner, endpoint.TellsBuilding, endpoint.Kinds.Select(k => (V1.EventKind)k), endpoint.OrderNo, endpoint.Sku);
        await foreach (V1.SubscribeResponse message in events.FollowAsync(id, afterCursor, filter, cancellation).ConfigureAwait(false))
        {
            (message.HighWater, message.SentAt) = (0, null);
            yield return message.Events.Count == 0
                ? new WebhookDecision(message.Cursor, default, default)
                : new WebhookDecision(message.Cursor, message.At.ToDateTimeOffset(), Encoding.UTF8.GetBytes(Json.Format(message)));
        }
    }

    private WarehouseId? Known(string warehouse) => warehouses.Ids.Where(w => w.Value == warehouse).Select(w => (WarehouseId?)w).FirstOrDefault();
}
