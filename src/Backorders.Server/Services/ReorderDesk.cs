using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Values;
using Backorders.Domain.Views;
using Backorders.ReadModel.Reorders;
using Backorders.Server.Mapping;
using Backorders.Server.Mapping.Operations;
using Backorders.Server.ReadModel;
using Backorders.Server.Refusals;
using Backorders.Server.Security;

namespace Backorders.Server.Services;

/// <summary>Works out what to buy: demand and lead times from the rows, what there is from the warehouse itself.</summary>
internal sealed class ReorderDesk(ReadModelHost host, CommandGate gate)
{
    public async Task<V1.SuggestReordersResponse> SuggestAsync(V1.SuggestReordersRequest request, Caller caller, CancellationToken cancellation)
    {
        WarehouseId warehouse = gate.Warehouse(caller, request.Warehouse);
        OwnerId owner = caller.RequireOwner();
        Border border = default;
        ReorderQuery query = ReportMessages.Reorders(ref border, request.Terms, gate.Now);
        Sku? sku = request.Sku.Length > 0 ? border.Sku(request.Sku) : null;
        Page page = Page.Read(ref border, request.PageSize, request.PageToken);
        ReportDesk.Check(border);
        long seq = await host.CatchUpAsync(warehouse, cancellation).ConfigureAwait(false);
        List<ReorderSuggestion> all = await AllAsync(warehouse, owner, sku, query, cancellation).ConfigureAwait(false);
        return new V1.SuggestReordersResponse
        {
            Suggestions = { all.Skip(page.Skip).Take(page.Size).Where(s => !request.NeededOnly || s.Suggested > 0).Select(ReportForms.Reorder) },
            NextPageToken = page.Next(Math.Max(0, all.Count - page.Skip)),
            ReadSeq = seq,
            Lag = host.LagOf(warehouse),
        };
    }

    public async Task<V1.PublishReordersResponse> PublishAsync(V1.PublishReordersRequest request, Caller caller, CancellationToken cancellation)
    {
        WarehouseId warehouse = gate.Warehouse(caller, request.Warehouse);
        OwnerId owner = caller.RequireOwner();
        Border border = default;
        string id = border.RequestId(request.RequestId);
        ReorderQuery query = ReportMessages.Reorders(ref border, request.Terms, gate.Now);
        ReportDesk.Check(border);
        await host.CatchUpAsync(warehouse, cancellation).ConfigureAwait(false);
        List<ReorderSuggestion> needed = [.. (await AllAsync(warehouse, owner, null, query, cancellation).ConfigureAwait(false))
            .Where(s => s.Suggested > 0).OrderByDescending(s => s.Suggested).Take(Limits.ItemsMax).OrderBy(s => s.Position.Sku)];

        // Submitted also when there is nothing to say: the same request may have said something before, and is answered with that.
        Parsed parsed = Envelope.Close(
            ref border, caller, warehouse, Envelope.Key(caller, id), "PublishReorders", request, new SuggestReorders(owner, [.. needed.Select(Reorder)]));
        CommandOutcome outcome = await gate.SubmitAsync(parsed, caller).ConfigureAwait(false);
        if (outcome.Refused is { } refused)
        {
            return needed.Count == 0 && refused.Reason == Refusal.InvalidCount ? new V1.PublishReordersResponse() : throw RefusalStatus.ToException(refused);
        }

        List<ReorderSuggested> told = [.. outcome.Events.OfType<ReorderSuggested>()];
        return new V1.PublishReordersResponse
        {
            Published = told.Count, Units = told.Sum(e => e.Reorder.Quantity.Units), DecidedAt = outcome.At.ToTimestamp(), Cursor = outcome.Seq,
        };
    }

    private async Task<List<ReorderSuggestion>> AllAsync(WarehouseId warehouse, OwnerId owner, Sku? sku, ReorderQuery query, CancellationToken cancellation)
    {
        QueryOutcome<IReadOnlyList<SupplyView>> supply = await gate.Warehouses.AskAsync(warehouse, new ListSupply(owner, sku)).ConfigureAwait(false);
        if (supply.Refused is { } refused)
        {
            throw RefusalStatus.ToException(refused);
        }

        ReorderHistory history = await ReportDesk.ReadAsync(
            () => ReorderHistory.ReadAsync(host.Queries, warehouse, owner, sku, query, host.ZoneOf(warehouse), query.AsOf ?? gate.Now, cancellation)).ConfigureAwait(false);
        HashSet<Sku> known = [.. history.Skus];
        return [.. supply.Value!.Where(s => known.Contains(s.Item.Sku) || s.OnOrder > 0 || s.Waiting > 0).Select(s => history.Suggest(Position(s), query))];
    }

    private static ItemPosition Position(SupplyView s) => new(s.Item.Sku, s.Free, s.OnOrder, s.Waiting, Math.Max(0, s.Waiting - s.Free - s.OnOrder));

    private static SuggestedReorder Reorder(ReorderSuggestion s) => new(
        s.Position.Sku, new Quantity(s.Suggested), new Quantity(s.ReorderPoint), s.Position.Net, new Quantity(s.Position.Uncovered));
}
