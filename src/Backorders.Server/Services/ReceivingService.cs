// A receipt comes in here, and goes on by CommandGate.cs in Backorders.Actors/Warehouses/ActorWarehouses.cs.
using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;
using Backorders.Domain.Views;
using Backorders.Server.Mapping;
using Backorders.Server.Mapping.Receiving;
using Backorders.Server.Metrics;
using Backorders.Server.Options;
using Backorders.Server.Refusals;
using Backorders.Server.Routing;
using Backorders.Server.Security;
using Grpc.Core;

namespace Backorders.Server.Services;

/// <summary>
/// What dock scanners call. A receipt's way begins here: the message is turned into a command (<c>Mapping/ReceivingMessages</c>), goes through the
/// <see cref="CommandGate"/> to its warehouse, and its turn's events are turned into the answer (<c>Mapping/ReceivingAnswers</c>).
/// </summary>
internal sealed class ReceivingService(CommandGate gate, CallRouter router, NodeLimits limits, ServerInstruments instruments) : V1.Receiving.ReceivingBase
{
    public const string ScansPath = "/backorders.v1.Receiving/ReceiveStream";

    public override Task<V1.ReceiveResponse> Receive(V1.ReceiveRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(ReceivingMessages.Receive(request, caller, caller.RequireOwner(), gate.Now), caller, ReceivingAnswers.Receive);
    }

    public override Task ReceiveStream(
        IAsyncStreamReader<V1.ReceiveRequest> requestStream, IServerStreamWriter<V1.ReceiveStreamResponse> responseStream, ServerCallContext context) =>
        Scans(Caller.Of(context)).RunAsync(router, requestStream, responseStream, context, limits.StreamPendingMax);

    /// <summary>One caller's stream, whose messages are carried out at their warehouse's node.</summary>
    public CommandStream<V1.ReceiveRequest, V1.ReceiveStreamResponse> Scans(Caller caller)
    {
        OwnerId owner = caller.RequireOwner();
        StreamCounter counter = instruments.Stream("ReceiveStream");
        return new CommandStream<V1.ReceiveRequest, V1.ReceiveStreamResponse>(gate, caller)
        {
            Path = ScansPath,
            Warehouse = static request => request.Warehouse,
            Parse = request => ReceivingMessages.Receive(request, caller, owner, gate.Now),
            Answer = (request, outcome) =>
            {
                V1.ReceiveStreamResponse answer = new() { DeviceId = request.DeviceId, ScanId = request.ScanId };
                if (outcome.Refused is { } refused)
                {
                    answer.Refused = RefusalStatus.ToMessage(refused);
                }
                else
                {
                    answer.Received = ReceivingAnswers.Receive(outcome);
                }

                counter.Answered(outcome.Refused is not null);
                return answer;
            },
        };
    }

    public override Task<V1.ReceiveContainerResponse> ReceiveContainer(V1.ReceiveContainerRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(ReceivingMessages.Container(request, caller, caller.RequireOwner(), gate.Now), caller, ContainerForms.Received);
    }

    public override Task<V1.ReverseReceiptResponse> ReverseReceipt(V1.ReverseReceiptRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(ReceivingMessages.Reverse(request, caller, caller.RequireOwner()), caller, ReceivingAnswers.Reverse);
    }

    public override Task<V1.SetQualityResponse> SetQuality(V1.SetQualityRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(QualityMessages.SetQuality(request, caller, caller.RequireOwner()), caller, ReceivingAnswers.SetQuality);
    }

    public override Task<V1.ReceiveResponse> ReceiveReturn(V1.ReceiveReturnRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(ReceivingMessages.Return(request, caller, caller.RequireOwner(), gate.Now), caller, ReceivingAnswers.Receive);
    }

    public override Task<V1.CountStockResponse> CountStock(V1.CountStockRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(ReceivingMessages.Count(request, caller, caller.RequireOwner()), caller, ReceivingAnswers.Count);
    }

    public override Task<V1.DisposeUnitsResponse> DisposeUnits(V1.DisposeUnitsRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(QualityMessages.Dispose(request, caller, caller.RequireOwner()), caller, ReceivingAnswers.Dispose);
    }

    public override Task<V1.DecideOverageResponse> DecideOverage(V1.DecideOverageRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(QualityMessages.DecideOverage(request, caller, caller.RequireOwner()), caller, ReceivingAnswers.DecideOverage);
    }

    public override Task<V1.ApproveVarianceResponse> ApproveVariance(V1.ApproveVarianceRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(QualityMessages.ApproveVariance(request, caller, caller.RequireOwner()), caller, ReceivingAnswers.ApproveVariance);
    }

    public override Task<V1.RecallLotResponse> RecallLot(V1.RecallLotRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(LotForms.Recall(request, caller, caller.RequireOwner()), caller, LotForms.Recalled);
    }

    public override Task<V1.ReleaseLotResponse> ReleaseLot(V1.ReleaseLotRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(LotForms.Release(request, caller, caller.RequireOwner()), caller, LotForms.Released);
    }

    public override async Task<V1.TraceLotResponse> TraceLot(V1.TraceLotRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        Border border = default;
        SkuKey item = new(caller.RequireOwner(), border.Sku(request.Sku));
        LotNo lot = border.OptionalLot(request.Lot);
        DateOnly? expiry = border.Day(request.Expiry);
        if (border.Refused is { } refused)
        {
            throw RefusalStatus.ToException(refused);
        }

        QueryOutcome<LotTraceView?> found = await gate.AskAsync(caller, request.Warehouse, new TraceLot(item, lot, expiry)).ConfigureAwait(false);
        return found.Value is { } trace
            ? LotForms.Trace(trace)
            : throw await gate.NotFoundAsync(
                caller, nameof(TraceLot), request.Warehouse, Refusal.UnknownLot, $"Nothing of lot {new Lot(lot, expiry)} of {item.Sku} is here.",
                ("sku", item.Sku), ("lot", lot), ("expiry", expiry)).ConfigureAwait(false);
    }
}
