using System.Runtime.CompilerServices;
using Backorders.Actors.Storage;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Partners.Webhooks;
using Backorders.Partners.Webhooks.Endpoints;
using Backorders.Partners.Webhooks.Stores;
using Backorders.Partners.Webhooks.Targets;
using Backorders.Server.Mapping;
using Backorders.Server.Refusals;
using Backorders.Server.Security;
using Backorders.Server.Services;
using Grpc.Core;

namespace Backorders.Server.Webhooks;

internal sealed partial class WebhooksService
{
    public override async Task<V1.WebhookDelivery> TestEndpoint(V1.TestEndpointRequest request, ServerCallContext context)
    {
        WebhookEndpoint endpoint = await FindAsync(Caller.Of(context), request.EndpointId).ConfigureAwait(false);
        return WebhookForms.Delivery(await dispatcher.PingAsync(endpoint.Id, context.CancellationToken).ConfigureAwait(false) ?? throw Unknown(endpoint.Id));
    }

    public override async Task<V1.ListDeliveriesResponse> ListDeliveries(V1.ListDeliveriesRequest request, ServerCallContext context)
    {
        WebhookEndpoint endpoint = await FindAsync(Caller.Of(context), request.EndpointId).ConfigureAwait(false);
        (IReadOnlyList<V1.ListDeliveriesResponse> elsewhere, IReadOnlyList<string> missing) = await StoredAsync(
            others.AskAsync(context, request, V1.ListDeliveriesResponse.Parser)).ConfigureAwait(false);
        IEnumerable<V1.WebhookDelivery> all = dispatcher.Attempts(endpoint.Id).Select(WebhookForms.Delivery).Concat(elsewhere.SelectMany(r => r.Deliveries));
        return new V1.ListDeliveriesResponse { Deliveries = { all.OrderByDescending(d => d.At.ToDateTime()) }, MissingNodes = { missing } };
    }

    public override async Task<V1.ListDeadLettersResponse> ListDeadLetters(V1.ListDeadLettersRequest request, ServerCallContext context)
    {
        WebhookEndpoint endpoint = await FindAsync(Caller.Of(context), request.EndpointId).ConfigureAwait(false);
        Border border = default;
        Page page = Page.Read(ref border, request.PageSize, request.PageToken);
        Throw(border.Refused);
        IReadOnlyList<DeadLetter> found = await StoredAsync(dispatcher.ListDeadLettersAsync(endpoint.Id, page.Skip, page.Take)).ConfigureAwait(false);
        return new V1.ListDeadLettersResponse { DeadLetters = { found.Take(page.Size).Select(WebhookForms.DeadLetter) }, NextPageToken = page.Next(found.Count) };
    }

    public override Task<V1.ResendResponse> Resend(V1.ResendRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return acts.CarryOutAsync(caller, nameof(Resend), ("webhook", request.EndpointId), What(request), () => ResendAsync(request, caller, context));
    }

    private async Task<V1.ResendResponse> ResendAsync(V1.ResendRequest request, Caller caller, ServerCallContext context)
    {
        WebhookEndpoint endpoint = await FindAsync(caller, request.EndpointId).ConfigureAwait(false);
        switch (request.WhatCase)
        {
            case V1.ResendRequest.WhatOneofCase.MessageId:
                audit.Resent(caller.Id, endpoint.Id, request.MessageId);
                return await ResendAsync(endpoint, [request.MessageId], context.CancellationToken).ConfigureAwait(false);
            case V1.ResendRequest.WhatOneofCase.AllDeadLetters when request.AllDeadLetters:
                audit.Resent(caller.Id, endpoint.Id, "all dead letters");
                IReadOnlyList<DeadLetter> letters = await StoredAsync(dispatcher.ListDeadLettersAsync(endpoint.Id, 0, int.MaxValue)).ConfigureAwait(false);
                return await ResendAsync(endpoint, letters.Select(l => l.MessageId), context.CancellationToken).ConfigureAwait(false);
            case V1.ResendRequest.WhatOneofCase.FromCursor:
                await MoveAsync(caller, endpoint, request, context.CancellationToken).ConfigureAwait(false);
                audit.Resent(caller.Id, endpoint.Id, $"{request.Warehouse} from {request.FromCursor} on");
                return new V1.ResendResponse { Left = (await SeenAsync(endpoint.Id).ConfigureAwait(false)).DeadLetters };
            default:
                throw RefusalStatus.ToException(Refused.Because(Refusal.InvalidValue, "what: name a message_id, all_dead_letters or from_cursor.", ("what", "is missing")));
        }
    }

    private static (WebhookEndpoint Endpoint, IReadOnlyList<DeliveryPosition> Positions) Changed(
        WebhookEndpoint endpoint, IReadOnlyList<DeliveryPosition> positions, V1.UpdateEndpointRequest request, Func<string, long> now, IReadOnlyList<string> warehouses)
    {
        WebhookEndpoint changed = endpoint with
        {
            Url = request.HasUrl ? request.Url : endpoint.Url, Description = request.HasDescription ? request.Description : endpoint.Description,
        };
        if (request.SetFilter)
        {
            // What is at hand was made with the old filter: it is made anew from the same place, under another id.
            changed = changed with { Kinds = [.. request.Kinds.Select(k => (int)k)], OrderNo = request.OrderNo, Sku = request.Sku, Revision = endpoint.Revision + 1 };
            positions = [.. positions.Select(p => new DeliveryPosition(p.EndpointId, p.Warehouse, p.Cursor))];
        }

        if (warehouses.Count > 0)
        {
            changed = changed with { Warehouses = warehouses };
            positions = [.. warehouses.Select(w => positions.FirstOrDefault(p => p.Warehouse == w) ?? new DeliveryPosition(endpoint.Id, w, now(w)))];
        }

        return (changed, positions);
    }

    private async Task MoveAsync(Caller caller, WebhookEndpoint endpoint, V1.ResendRequest request, CancellationToken cancellation)
    {
        WarehouseId warehouse = gate.Warehouse(caller, request.Warehouse);
        Throw(await StoredAsync(reach.RefuseAsync(warehouse, request.FromCursor, cancellation)).ConfigureAwait(false));
        if (!await StoredAsync(dispatcher.MoveAsync(endpoint.Id, warehouse.Value, request.FromCursor)).ConfigureAwait(false))
        {
            throw RefusalStatus.ToException(Refused.Because(
                Refusal.InvalidValue, $"warehouse: endpoint {endpoint.Id} is not told of {warehouse}.", ("warehouses", string.Join(", ", endpoint.Warehouses))));
        }
    }

    private async Task<V1.ResendResponse> ResendAsync(WebhookEndpoint endpoint, IEnumerable<string> messageIds, CancellationToken cancellation)
    {
        V1.ResendResponse response = new();
        foreach (string messageId in messageIds)
        {
            DeliveryAttempt attempt = await StoredAsync(dispatcher.ResendAsync(endpoint.Id, messageId, cancellation)).ConfigureAwait(false)
                ?? throw RefusalStatus.ToException(Refused.Because(
                    Refusal.UnknownDeadLetter, $"Endpoint {endpoint.Id} has no dead letter {messageId}.", ("message_id", messageId)));
            if (attempt.Outcome != DeliveryOutcome.Delivered)
            {
                response.Failed = WebhookForms.Delivery(attempt);
                break;
            }

            response.Delivered++;
        }

        response.Left = (await SeenAsync(endpoint.Id).ConfigureAwait(false)).DeadLetters;
        return response;
    }

    private static string What(V1.ResendRequest request) => request.WhatCase switch
    {
        V1.ResendRequest.WhatOneofCase.MessageId => request.MessageId,
        V1.ResendRequest.WhatOneofCase.AllDeadLetters => "all dead letters",
        V1.ResendRequest.WhatOneofCase.FromCursor => $"{request.Warehouse} from {request.FromCursor} on",
        _ => string.Empty,
    };

    /// <summary>Of an address only where it leads: what stands behind may be a secret of its owner's.</summary>
    private static string Host(string url) => Uri.TryCreate(url, UriKind.Absolute, out Uri? to) ? to.Host : string.Empty;

    private void RequireStarted()
    {
        if (!dispatcher.IsStarted)
        {
            throw RefusalStatus.ToException(Refused.Because(Refusal.NotReady, "The node starts and has not read its webhook endpoints yet; try again."));
        }
    }

    private async Task<WebhookEndpoint> FindAsync(Caller caller, string id, [CallerMemberName] string call = "")
    {
        RequireStarted();
        WebhookEndpoint endpoint = await StoredAsync(dispatcher.FindAsync(id)).ConfigureAwait(false) ?? throw Unknown(id);
        if (MaySee(caller, endpoint))
        {
            return endpoint;
        }

        audit.OthersAskedFor(caller.Id, caller.Owner?.Value ?? string.Empty, id, endpoint.Owner);
        acts.NoteOthers(caller, call.Replace("Async", string.Empty, StringComparison.Ordinal), "webhook", id, endpoint.Owner, string.Empty);
        throw Unknown(id);
    }

    private static RpcException Unknown(string id) =>
        RefusalStatus.ToException(Refused.Because(Refusal.UnknownEndpoint, $"There is no webhook endpoint {id} of yours.", ("endpoint_id", id)));

    private WarehouseId[] WarehousesOf(Caller caller, IReadOnlyCollection<string> named) => named.Count > 0
        ? [.. named.Distinct(StringComparer.Ordinal).Select(w => gate.Warehouse(caller, w))]
        : [.. gate.Warehouses.Ids.Where(w => caller.RefuseWarehouse(w) is null)];

    private async Task CheckTargetAsync(Caller caller, string url, CancellationToken cancellation)
    {
        try
        {
            await dispatcher.CheckTargetAsync(url, cancellation).ConfigureAwait(false);
        }
        catch (FormatException e)
        {
            throw RefusalStatus.ToException(Refused.Because(Refusal.InvalidValue, $"url: {e.Message}", ("url", e.Message)));
        }
        catch (TargetNotAllowedException e)
        {
            audit.TargetRefused(caller.Id, url, e.Message);
            throw RefusalStatus.ToException(Refused.Because(Refusal.AddressNotAllowed, e.Message, ("url", url)));
        }
    }

    private async Task<DeliveryPosition[]> PositionsAsync(string id, WarehouseId[] warehouses, V1.CreateEndpointRequest request, CancellationToken cancellation)
    {
        List<DeliveryPosition> positions = [];
        foreach (WarehouseId warehouse in warehouses)
        {
            long from = request.FromCase == V1.CreateEndpointRequest.FromOneofCase.FromCursor
                ? request.FromCursor
                : await StoredAsync(reach.HighWaterAsync(warehouse.Value, cancellation).AsTask()).ConfigureAwait(false);
            Throw(await StoredAsync(reach.RefuseAsync(warehouse, from, cancellation)).ConfigureAwait(false));
            positions.Add(new DeliveryPosition(id, warehouse.Value, from));
        }

        return [.. positions];
    }

    private async Task<V1.WebhookEndpoint> SeenAsync(string id)
    {
        WebhookSnapshot seen = await StoredAsync(dispatcher.LookAsync(id)).ConfigureAwait(false) ?? throw Unknown(id);
        IReadOnlyDictionary<string, long> highWaters = await StoredAsync(
            reach.HighWatersAsync(seen.Positions.Select(p => p.Warehouse), CancellationToken.None)).ConfigureAwait(false);
        return WebhookForms.Endpoint(seen, highWaters, gate.Waiting.GetUtcNow());
    }

    private static async Task<WebhookEndpoint> ChangeAsync(Task<WebhookEndpoint?> change) =>
        await StoredAsync(change).ConfigureAwait(false) ?? throw Unknown("that was just deleted");

    private static async Task<T> StoredAsync<T>(Task<T> work)
    {
        try
        {
            return await work.ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebhookStoreException or JournalException)
        {
            throw RefusalStatus.ToException(Refused.Because(Refusal.StoreUnavailable, e.Message));
        }
    }
}
