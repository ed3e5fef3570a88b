using Backorders.Actors.Port;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;
using Backorders.Server.Mapping;
using Backorders.Server.Mapping.Operations;
using Backorders.Server.Refusals;
using Backorders.Server.Security;
using Grpc.Core;

namespace Backorders.Server.Services;

/// <summary>The catalogue.</summary>
internal sealed class ItemsService(CommandGate gate) : V1.Items.ItemsBase
{
    public override Task<V1.DefineItemsResponse> DefineItems(V1.DefineItemsRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(SetupMessages.DefineItems(request, caller, caller.RequireOwner()), caller, Answer);
    }

    public override async Task<V1.Item> GetItem(V1.GetItemRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        OwnerId owner = caller.RequireOwner();
        Border border = default;
        Gtin? gtin = border.Gtin(request.Gtin);
        Sku sku = border.ScannedSku(request.Sku, request.Gtin);
        if (border.Refused is { } refused)
        {
            throw RefusalStatus.ToException(refused);
        }

        QueryOutcome<Item?> found = await gate.AskAsync(caller, request.Warehouse, new FindItem(new SkuKey(owner, sku), gtin)).ConfigureAwait(false);
        return found.Value is { } item
            ? Forms.Item(item)
            : throw await (gtin is { } code
                ? gate.NotFoundAsync(caller, nameof(GetItem), request.Warehouse, Refusal.UnknownGtin, $"No item of {owner} carries the barcode {code}.", ("gtin", code))
                : gate.NotFoundAsync(caller, nameof(GetItem), request.Warehouse, Refusal.UnknownSku, $"SKU {sku} was never defined for {owner}.", ("sku", sku))).ConfigureAwait(false);
    }

    private static V1.DefineItemsResponse Answer(CommandOutcome outcome) => new()
    {
        Defined = outcome.FindOrNull<ItemsDefined>()?.Items.Count ?? 0, DecidedAt = outcome.At.ToTimestamp(), Cursor = outcome.Seq,
    };
}
