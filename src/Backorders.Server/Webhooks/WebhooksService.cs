using System.Security.Cryptography;
using System.Text;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Partners.Webhooks;
using Backorders.Partners.Webhooks.Endpoints;
using Backorders.Server.Mapping;
using Backorders.Server.Refusals;
using Backorders.Server.Routing;
using Backorders.Server.Security;
using Backorders.Server.Services;
using Google.Protobuf;
using Grpc.Core;

namespace Backorders.Server.Webhooks;

/// <summary>Endpoints for partners that cannot keep a stream: mapping only. Deliveries are <c>Backorders.Partners.Webhooks</c>' matter.</summary>
internal sealed partial class WebhooksService(CommandGate gate, WebhookDispatcher dispatcher, WebhookAudit audit, AuditLog acts, WarehouseReach reach, OtherNodes others) : V1.Webhooks.WebhooksBase
{
    private const int OverlapHoursMax = 168;
    private const int OverlapHoursDefault = 24;
    private const int IdCharacters = 20;

    public override Task<V1.CreateEndpointResponse> CreateEndpoint(V1.CreateEndpointRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        string id = IdFor(caller.Owner?.Value ?? string.Empty, request.RequestId);
        return acts.CarryOutAsync(caller, nameof(CreateEndpoint), ("webhook", id), Host(request.Url), () => CreateEndpointAsync(request, caller, context));
    }

    private async Task<V1.CreateEndpointResponse> CreateEndpointAsync(V1.CreateEndpointRequest request, Caller caller, ServerCallContext context)
    {
        RequireStarted();
        Border border = default;
        border.RequestId(request.RequestId);
        border.Text(request.Description, "description");
        border.EventFilter(request.Kinds, request.OrderNo, request.Sku);
        Throw(border.Refused);
        string owner = caller.Owner?.Value ?? string.Empty;
        string id = IdFor(owner, request.RequestId);
        string digest = DigestOf(request);
        if (await StoredAsync(dispatcher.FindAsync(id)).ConfigureAwait(false) is { } existing)
        {
            return Created(existing, digest, await SeenAsync(id).ConfigureAwait(false));
        }

        WarehouseId[] warehouses = WarehousesOf(caller, request.Warehouses);
        await CheckTargetAsync(caller, request.Url, context.CancellationToken).ConfigureAwait(false);
        DeliveryPosition[] from = await PositionsAsync(id, warehouses, request, context.CancellationToken).ConfigureAwait(false);
        WebhookEndpoint endpoint = new()
        {
            Id = id, Owner = owner, Url = request.Url, Description = request.Description, Warehouses = [.. warehouses.Select(w => w.Value)],
            Kinds = [.. request.Kinds.Select(k => (int)k)], OrderNo = request.OrderNo, Sku = request.Sku, TellsBuilding = caller.TellsBuilding,
            Secrets = [new WebhookSecret(WebhookSignature.NewSecret(), null)], CreatedAt = gate.Waiting.GetUtcNow(), CreatedBy = caller.Id, RequestDigest = digest,
        };
        WebhookEndpoint made = await StoredAsync(dispatcher.CreateAsync(endpoint, from)).ConfigureAwait(false) ?? throw RefusalStatus.ToException(Refused.Because(
            Refusal.TooManyEndpoints, "The owner has as many webhook endpoints as it may; delete one, or add warehouses or kinds to one.", ("owner", owner)));
        if (made == endpoint)
        {
            audit.Created(caller.Id, id, owner, request.Url);
        }

        return Created(made, digest, await SeenAsync(id).ConfigureAwait(false));
    }

    public override Task<V1.WebhookEndpoint> UpdateEndpoint(V1.UpdateEndpointRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return acts.CarryOutAsync(caller, nameof(UpdateEndpoint), ("webhook", request.EndpointId), request.HasUrl ? Host(request.Url) : string.Empty, () => UpdateEndpointAsync(request, caller, context));
    }

    private async Task<V1.WebhookEndpoint> UpdateEndpointAsync(V1.UpdateEndpointRequest request, Caller caller, ServerCallContext context)
    {
        WebhookEndpoint old = await FindAsync(caller, request.EndpointId).ConfigureAwait(false);
        Border border = default;
        border.Text(request.Description, "description");
        border.EventFilter(request.Kinds, request.OrderNo, request.Sku);
        if (!request.SetFilter && (request.Kinds.Count > 0 || request.OrderNo.Length > 0 || request.Sku.Length > 0))
        {
            border.Note(Refusal.InvalidValue, "set_filter", "must be set when kinds, order_no or sku are: they replace what is there");
        }

        Throw(border.Refused);
        WarehouseId[] warehouses = request.Warehouses.Count == 0 ? [] : WarehousesOf(caller, request.Warehouses);
        if (request.HasUrl)
        {
            await CheckTargetAsync(caller, request.Url, context.CancellationToken).ConfigureAwait(false);
        }

        IReadOnlyDictionary<string, long> now = await StoredAsync(reach.HighWatersAsync(warehouses.Select(w => w.Value), context.CancellationToken)).ConfigureAwait(false);
        await ChangeAsync(dispatcher.ChangeAsync(old.Id, (e, positions) => Changed(e, positions, request, w => now[w], [.. now.Keys]))).ConfigureAwait(false);
        audit.Updated(caller.Id, old.Id, request.HasUrl ? request.Url : old.Url);
        return await SeenAsync(old.Id).ConfigureAwait(false);
    }

    public override Task<V1.DeleteEndpointResponse> DeleteEndpoint(V1.DeleteEndpointRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return acts.CarryOutAsync(caller, nameof(DeleteEndpoint), ("webhook", request.EndpointId), string.Empty, () => DeleteEndpointAsync(request, caller, context));
    }

    private async Task<V1.DeleteEndpointResponse> DeleteEndpointAsync(V1.DeleteEndpointRequest request, Caller caller, ServerCallContext context)
    {
        WebhookEndpoint endpoint = await FindAsync(caller, request.EndpointId).ConfigureAwait(false);
        if (await StoredAsync(dispatcher.DeleteAsync(endpoint.Id)).ConfigureAwait(false))
        {
            audit.Deleted(caller.Id, endpoint.Id);
        }

        return new V1.DeleteEndpointResponse();
    }

    public override async Task<V1.WebhookEndpoint> GetEndpoint(V1.GetEndpointRequest request, ServerCallContext context) =>
        await SeenAsync((await FindAsync(Caller.Of(context), request.EndpointId).ConfigureAwait(false)).Id).ConfigureAwait(false);

    public override async Task<V1.ListEndpointsResponse> ListEndpoints(V1.ListEndpointsRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        RequireStarted();
        IReadOnlyList<WebhookSnapshot> found = await StoredAsync(dispatcher.ListAsync(caller.Owner?.Value)).ConfigureAwait(false);
        WebhookSnapshot[] seen = [.. found.Where(f => MaySee(caller, f.Endpoint))];
        IReadOnlyDictionary<string, long> highWaters = await StoredAsync(
            reach.HighWatersAsync(seen.SelectMany(f => f.Positions).Select(p => p.Warehouse).Distinct(), context.CancellationToken)).ConfigureAwait(false);
        DateTimeOffset now = gate.Waiting.GetUtcNow();
        return new V1.ListEndpointsResponse { Endpoints = { seen.Select(f => WebhookForms.Endpoint(f, highWaters, now)) } };
    }

    public override Task<V1.RotateSecretResponse> RotateSecret(V1.RotateSecretRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return acts.CarryOutAsync(caller, nameof(RotateSecret), ("webhook", request.EndpointId), string.Empty, () => RotateSecretAsync(request, caller, context));
    }

    private async Task<V1.RotateSecretResponse> RotateSecretAsync(V1.RotateSecretRequest request, Caller caller, ServerCallContext context)
    {
        WebhookEndpoint endpoint = await FindAsync(caller, request.EndpointId).ConfigureAwait(false);
        Border border = default;
        border.RequestId(request.RequestId);
        int hours = border.Within(request.HasOverlapHours ? request.OverlapHours : OverlapHoursDefault, 0, OverlapHoursMax, "overlap_hours");
        Throw(border.Refused);
        WebhookEndpoint now = await ChangeAsync(dispatcher.RotateAsync(endpoint.Id, request.RequestId, TimeSpan.FromHours(hours))).ConfigureAwait(false);
        DateTimeOffset? until = now.Secrets.Skip(1).Select(s => s.Until).FirstOrDefault();
        audit.Rotated(caller.Id, endpoint.Id, until);
        return new V1.RotateSecretResponse { Secret = now.Secrets[0].Text, OldSecretUntil = WebhookForms.Time(until) };
    }

    public override Task<V1.WebhookEndpoint> SuspendEndpoint(V1.SuspendEndpointRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return acts.CarryOutAsync(caller, nameof(SuspendEndpoint), ("webhook", request.EndpointId), string.Empty, () => SuspendEndpointAsync(request, caller, context));
    }

    private async Task<V1.WebhookEndpoint> SuspendEndpointAsync(V1.SuspendEndpointRequest request, Caller caller, ServerCallContext context)
    {
        WebhookEndpoint endpoint = await FindAsync(caller, request.EndpointId).ConfigureAwait(false);
        await ChangeAsync(dispatcher.SuspendAsync(endpoint.Id)).ConfigureAwait(false);
        audit.Suspended(caller.Id, endpoint.Id);
        return await SeenAsync(endpoint.Id).ConfigureAwait(false);
    }

    public override Task<V1.WebhookEndpoint> ResumeEndpoint(V1.ResumeEndpointRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return acts.CarryOutAsync(caller, nameof(ResumeEndpoint), ("webhook", request.EndpointId), string.Empty, () => ResumeEndpointAsync(request, caller, context));
    }

    private async Task<V1.WebhookEndpoint> ResumeEndpointAsync(V1.ResumeEndpointRequest request, Caller caller, ServerCallContext context)
    {
        WebhookEndpoint endpoint = await FindAsync(caller, request.EndpointId).ConfigureAwait(false);
        await ChangeAsync(dispatcher.ResumeAsync(endpoint.Id)).ConfigureAwait(false);
        audit.Resumed(caller.Id, endpoint.Id);
        return await SeenAsync(endpoint.Id).ConfigureAwait(false);
    }

    private static V1.CreateEndpointResponse Created(WebhookEndpoint endpoint, string digest, V1.WebhookEndpoint seen) => endpoint.RequestDigest == digest
        ? new V1.CreateEndpointResponse { Endpoint = seen, Secret = endpoint.Secrets[0].Text }
        : throw RefusalStatus.ToException(Refused.Because(
            Refusal.KeyReused, "This request_id made another endpoint; make a new one for each endpoint.", ("request_id", "used"), ("endpoint_id", endpoint.Id)));

    /// <summary>Made from the request that creates it, so that a repeated request finds it; nobody can guess one without knowing the request.</summary>
    private static string IdFor(string owner, string requestId) =>
        "wh_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{owner}\n{requestId}")))[..IdCharacters];

    private static string DigestOf(IMessage request) => Convert.ToHexStringLower(SHA256.HashData(request.ToByteArray()));

    private static void Throw(Refused? refused)
    {
        if (refused is not null)
        {
            throw RefusalStatus.ToException(refused);
        }
    }

    private static bool MaySee(Caller caller, WebhookEndpoint endpoint) =>
        (caller.Owner is not { } owner || endpoint.Owner == owner.Value) && endpoint.Warehouses.All(w => caller.RefuseWarehouse(new WarehouseId(w)) is null);
}
