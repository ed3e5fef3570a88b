using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Events;
using Backorders.Domain.Values;
using Backorders.Domain.Views;
using Backorders.ReadModel.Rows;
using Backorders.ReadModel.WhatIf;
using Backorders.Server.Mapping;
using Backorders.Server.Mapping.Operations;
using Backorders.Server.Refusals;
using Backorders.Server.Security;
using Grpc.Core;

namespace Backorders.Server.Services;

/// <summary>What operators, floor supervisors and readers ask and set.</summary>
internal sealed partial class OperationsService(CommandGate gate, ReportDesk reports, SimulationDesk simulations, ClusterDesk cluster, BackUpDesk backups, AuditDesk records, AuditLog audit)
    : V1.Operations.OperationsBase
{
    public override async Task<V1.GetFiguresResponse> GetFigures(V1.GetFiguresRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        WarehouseId warehouse = gate.Warehouse(caller, request.Warehouse);
        if (caller.Owner is { } owner)
        {
            return await GetOwnersFiguresAsync(request, caller, warehouse, owner, context.CancellationToken).ConfigureAwait(false);
        }

        // Asked in one go, so that nothing comes between the figures and the hash.
        Task<QueryOutcome<Figures>> asking = gate.Warehouses.AskAsync(warehouse, new CountFigures());
        Task<QueryOutcome<string>>? hashing = request.WithStateHash ? gate.Warehouses.AskAsync(warehouse, new HashState()) : null;
        QueryOutcome<Figures> figures = await asking.ConfigureAwait(false);
        QueryOutcome<string>? hash = hashing is null ? null : await hashing.ConfigureAwait(false);
        if ((figures.Refused ?? hash?.Refused) is { } refused)
        {
            throw RefusalStatus.ToException(refused);
        }

        V1.GetFiguresResponse response = new()
        {
            Figures = Forms.Figures(figures.Value!), StateHash = hash?.Value ?? string.Empty, Seq = hash?.Seq ?? figures.Seq, At = figures.At.ToTimestamp(),
        };
        await AddMeasuresAsync(response, request, caller, warehouse, context.CancellationToken).ConfigureAwait(false);
        return response;
    }

    /// <summary>What is true now is asked of the warehouse, the totals of the rows: both of the owner's things alone.</summary>
    private async Task<V1.GetFiguresResponse> GetOwnersFiguresAsync(
        V1.GetFiguresRequest request, Caller caller, WarehouseId warehouse, OwnerId owner, CancellationToken cancellation)
    {
        if (request.WithStateHash)
        {
            throw caller.BuildingOnly("with_state_hash", audit);
        }

        QueryOutcome<Figures> live = await gate.AskAsync(caller, request.Warehouse, new CountOwnersFigures(owner)).ConfigureAwait(false);
        (Counts totals, long readSeq) = await reports.TotalsAsync(warehouse, owner, cancellation).ConfigureAwait(false);
        V1.GetFiguresResponse response = new()
        {
            Figures = Forms.Figures(ReportForms.Totals(live.Value!, totals)), Seq = live.Seq, At = live.At.ToTimestamp(), ReadSeq = readSeq,
        };
        await AddMeasuresAsync(response, request, caller, warehouse, cancellation).ConfigureAwait(false);
        return response;
    }

    private async Task AddMeasuresAsync(
        V1.GetFiguresResponse response, V1.GetFiguresRequest request, Caller caller, WarehouseId warehouse, CancellationToken cancellation)
    {
        if (request.WithMeasures)
        {
            (response.Window, IEnumerable<V1.QueueDepth> queues, response.ReadSeq) =
                await reports.WindowAsync(warehouse, caller, request.WindowHours, cancellation).ConfigureAwait(false);
            response.DeepestQueues.AddRange(queues);
        }
    }

    public override Task<V1.GetReportResponse> GetReport(V1.GetReportRequest request, ServerCallContext context) =>
        reports.ReportAsync(request, Caller.Of(context), context.CancellationToken);

    public override Task<V1.ListDiscrepanciesResponse> ListDiscrepancies(V1.ListDiscrepanciesRequest request, ServerCallContext context) =>
        reports.DiscrepanciesAsync(request, Caller.Of(context), context.CancellationToken);

    public override async Task<V1.GetStockResponse> GetStock(V1.GetStockRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        Border border = default;
        SkuKey item = new(caller.RequireOwner(), border.Sku(request.Sku));
        if (border.Refused is { } refused)
        {
            throw RefusalStatus.ToException(refused);
        }

        QueryOutcome<FoundStock> found = await gate.AskAsync(caller, request.Warehouse, new FindStock(item)).ConfigureAwait(false);
        return found.Value!.Stock is { } stock ? Forms.Stock(stock)
            : found.Value.IsDefined ? new V1.GetStockResponse()
            : throw await gate.NotFoundAsync(
                caller, nameof(GetStock), request.Warehouse, Refusal.UnknownSku, $"SKU {item.Sku} was never defined for {item.Owner}.", ("sku", item.Sku)).ConfigureAwait(false);
    }

    public override async Task<V1.TraceSerialResponse> TraceSerial(V1.TraceSerialRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        Border border = default;
        SkuKey item = new(caller.RequireOwner(), border.Sku(request.Sku));
        Serial serial = border.Serial(request.Serial);
        if (border.Refused is { } refused)
        {
            throw RefusalStatus.ToException(refused);
        }

        QueryOutcome<SerialView?> found = await gate.AskAsync(caller, request.Warehouse, new TraceSerial(item, serial)).ConfigureAwait(false);
        return found.Value is { } view
            ? new V1.TraceSerialResponse
            {
                ReceiptId = view.Receipt.Value, ReceivedAt = view.ReceivedAt.ToTimestamp(), Task = view.Task is null ? null : Forms.Task(view.Task),
            }
            : throw await gate.NotFoundAsync(
                caller, nameof(TraceSerial), request.Warehouse, Refusal.UnknownSerial, $"Serial {serial} of {item.Sku} is not in the building and was not shipped lately.",
                ("sku", item.Sku), ("serial", serial)).ConfigureAwait(false);
    }

    public override Task<V1.SetLaneResponse> SetLane(V1.SetLaneRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(PlaceMessages.SetLane(request, caller), caller, static outcome => new V1.SetLaneResponse
        {
            TasksWaiting = outcome.Events.OfType<LaneStateChanged>().SingleOrDefault()?.TasksWaiting ?? 0,
            DecidedAt = outcome.Seq == 0 ? null : outcome.At.ToTimestamp(),
            Cursor = outcome.Seq,
        });
    }

    public override Task<V1.SetDoorResponse> SetDoor(V1.SetDoorRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(PlaceMessages.SetDoor(request, caller), caller, static outcome => new V1.SetDoorResponse
        {
            DecidedAt = outcome.Seq == 0 ? null : outcome.At.ToTimestamp(), Cursor = outcome.Seq,
        });
    }

    public override async Task<V1.GetPlacesResponse> GetPlaces(V1.GetPlacesRequest request, ServerCallContext context)
    {
        QueryOutcome<PlacesView> found = await gate.AskAsync(Caller.Of(context), request.Warehouse, new ListPlaces()).ConfigureAwait(false);
        return new V1.GetPlacesResponse
        {
            Lanes = { found.Value!.Lanes.Select(l => new V1.GetPlacesResponse.Types.Lane { Id = l.Lane.Value, State = (V1.LaneState)l.State }) },
            Doors = { found.Value!.Doors.Select(d => new V1.GetPlacesResponse.Types.Door { Id = d.Door.Value, Open = d.IsOpen }) },
        };
    }

    public override async Task<V1.GetPolicyResponse> GetPolicy(V1.GetPolicyRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        OwnerId? owner = request.OfOwner && caller.Owner is null ? throw caller.OwnerMissing("of_owner", audit)
            : request.OfOwner || caller.IsBound ? caller.Owner : null;
        QueryOutcome<PolicyInForce> found = await gate.AskAsync(caller, request.Warehouse, new FindPolicy(owner)).ConfigureAwait(false);
        return new V1.GetPolicyResponse { Policy = Forms.Policy(found.Value!.Policy), Own = found.Value.IsOwn };
    }

    public override Task<V1.SetPolicyResponse> SetPolicy(V1.SetPolicyRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(SetupMessages.SetPolicy(request, caller), caller, Answer);
    }

    public override async Task<V1.SimulatePolicyResponse> SimulatePolicy(V1.SimulatePolicyRequest request, ServerCallContext context) =>
        SimulationForms.Result(await SimulateAsync(request, context, static (_, _) => Task.CompletedTask).ConfigureAwait(false));

    public override async Task SimulatePolicyStream(
        V1.SimulatePolicyRequest request, IServerStreamWriter<V1.SimulatePolicyUpdate> responseStream, ServerCallContext context)
    {
        ComparisonResult result = await SimulateAsync(request, context, (done, total) => responseStream.WriteAsync(
            new V1.SimulatePolicyUpdate { Progress = new() { Done = done, Total = total } })).ConfigureAwait(false);
        await responseStream.WriteAsync(new V1.SimulatePolicyUpdate { Result = SimulationForms.Result(result) }).ConfigureAwait(false);
    }

    private async Task<ComparisonResult> SimulateAsync(V1.SimulatePolicyRequest request, ServerCallContext context, Func<long, long, Task> progress)
    {
        Caller caller = Caller.Of(context);
        WarehouseId warehouse = gate.Warehouse(caller, request.Warehouse);
        Border border = default;
        Instant? from = border.Time(request.From, "from");
        Instant? to = border.Time(request.To, "to");
        if (request.Policy is null)
        {
            border.Note(Refusal.InvalidValue, "policy", "is missing");
        }

        Domain.Commands.SetPolicy proposed = new(
            PolicyMessages.Policy(ref border, request.Policy ?? new V1.Policy()), request.OfOwner ? caller.RequireOwner() : null);
        if (border.Refused is { } refused)
        {
            throw RefusalStatus.ToException(refused);
        }

        SimulationWindow window = new(warehouse, from, to, proposed, caller.Owner);
        return await simulations.RunAsync(window, progress, context.CancellationToken).ConfigureAwait(false);
    }

    private static V1.SetPolicyResponse Answer(CommandOutcome outcome) => new()
    {
        Policy = outcome.Events.OfType<PolicySet>().SingleOrDefault() is { } set ? Forms.Policy(set.Policy) : null,
        DecidedAt = outcome.At.ToTimestamp(),
        Cursor = outcome.Seq,
    };
}
