using Backorders.Actors.Port;
using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;
using Backorders.Domain.Views;
using Backorders.Server.Calls;
using Backorders.Server.Mapping;
using Backorders.Server.Mapping.Stations;
using Backorders.Server.Metrics;
using Backorders.Server.Options;
using Backorders.Server.Refusals;
using Backorders.Server.Routing;
using Backorders.Server.Security;
using Grpc.Core;

namespace Backorders.Server.Services;

/// <summary>What pick/pack stations call. The stream that a station works over is in <see cref="StationWork"/>; what both share in <see cref="TaskDesk"/>.</summary>
internal sealed class StationsService(
    CommandGate gate, CallRouter router, IStationDoors doors, TaskDesk desk, LabelDesk labels, NodeLimits limits, ServerInstruments instruments)
    : V1.Stations.StationsBase
{
    public const string WorkPath = "/backorders.v1.Stations/Work";

    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(60);

    public override async Task Work(
        IAsyncStreamReader<V1.WorkRequest> requestStream, IServerStreamWriter<V1.WorkResponse> responseStream, ServerCallContext context)
    {
        if (!await requestStream.MoveNext(context.CancellationToken).ConfigureAwait(false))
        {
            return;
        }

        Caller caller = Caller.Of(context);
        V1.WorkRequest first = requestStream.Current;
        if (!CallRouter.IsDirect(context))
        {
            await WorkAsync(caller, first, requestStream, responseStream, context.CancellationToken).ConfigureAwait(false);
            return;
        }

        (WarehouseId warehouse, _, _) = StationWork.ReadHello(gate, caller, first);
        await router.ServeHereAsync(context, warehouse, here => WorkAsync(caller, first, requestStream, responseStream, here)).ConfigureAwait(false);
    }

    /// <summary>Carries out one message of a station's stream that another node holds. It is put into its warehouse's queue before this first waits.</summary>
    public async Task<WarehouseAnswer> CarryOutAsync(WarehouseRequest request)
    {
        V1.WorkRequest message = CarriedMessage.Open(request.Message, V1.WorkRequest.Parser.ParseFrom);
        V1.WorkResponse answer = await WorkHereAsync(Caller.From(request.Rights), request.Warehouse, new StationId(request.Scope), message).ConfigureAwait(false);
        return new WarehouseAnswer(answer, IsMoved: RouteFailure.WasMoved(answer.Refused));
    }

    public override async Task OfferTasks(V1.OfferTasksRequest request, IServerStreamWriter<V1.OfferTasksResponse> responseStream, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        if (!CallRouter.IsDirect(context))
        {
            await OfferAsync(context.CancellationToken).ConfigureAwait(false);
            return;
        }

        (WarehouseId warehouse, _, _) = StationOffers.Read(gate, caller, request);
        await router.ServeHereAsync(context, warehouse, OfferAsync).ConfigureAwait(false);

        Task OfferAsync(CancellationToken here) => SeatAsync(caller, here, (supply, ending) =>
            new StationOffers(gate, caller, limits.StreamPendingMax, supply, gate.Waiting, ending).RunAsync(request, responseStream));
    }

    public override async Task<V1.PullTasksResponse> PullTasks(V1.PullTasksRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        Parsed parsed = StationMessages.Pull(request, caller);
        TimeSpan wait = Wait(request, ref parsed);
        using CancellationTokenSource patience = new(wait > TimeSpan.Zero ? wait : Timeout.InfiniteTimeSpan, gate.Waiting);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.CancellationToken, caller.Over);
        while (true)
        {
            // Read before the pull: work that comes between an empty pull and the wait ends the wait at once.
            long seen = Version(parsed);
            (CommandOutcome outcome, V1.PullTasksResponse? answer) = await desk.PullAsync(parsed, caller).ConfigureAwait(false);
            if (answer is null)
            {
                throw RefusalStatus.ToException(outcome.Refused!);
            }

            if (answer.Offers.Count > 0 || wait <= TimeSpan.Zero || !await WaitAsync(parsed, seen, either.Token).ConfigureAwait(false))
            {
                return answer;
            }
        }
    }

    public override Task<V1.StartTaskResponse> StartTask(V1.StartTaskRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(StationMessages.Start(request, caller), caller, StationAnswers.Start);
    }

    public override Task<V1.ConfirmPickResponse> ConfirmPick(V1.ConfirmPickRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(StationMessages.Confirm(request, caller), caller, outcome => StationAnswers.Confirm(outcome, request.Quantity));
    }

    public override Task<V1.ReportShortResponse> ReportShort(V1.ReportShortRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(StationMessages.Short(request, caller), caller, StationAnswers.Short);
    }

    public override Task<V1.ReportDamageResponse> ReportDamage(V1.ReportDamageRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(StationMessages.Damage(request, caller), caller, StationAnswers.Damage);
    }

    public override Task<V1.PackResponse> Pack(V1.PackRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(StationMessages.Pack(request, caller), caller, StationAnswers.Pack);
    }

    public override Task<V1.ReportStrayResponse> ReportStray(V1.ReportStrayRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(StationMessages.Stray(request, caller, caller.RequireOwner()), caller, StationAnswers.Stray);
    }

    public override async Task<V1.ShipResponse> Ship(V1.ShipRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        Parsed parsed = StationMessages.Ship(request, caller);
        (CommandOutcome outcome, V1.ShipResponse? answer) = await desk.ShipAsync(parsed, caller).ConfigureAwait(false);
        return answer ?? throw RefusalStatus.ToException(outcome.Refused!);
    }

    public override Task<V1.ReturnTaskResponse> ReturnTask(V1.ReturnTaskRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(StationMessages.Return(request, caller), caller, StationAnswers.Return);
    }

    public override Task<V1.UnparkTaskResponse> UnparkTask(V1.UnparkTaskRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(StationMessages.Unpark(request, caller), caller, StationAnswers.Unpark);
    }

    public override Task<V1.HeartbeatResponse> Heartbeat(V1.HeartbeatRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(StationMessages.Heartbeat(request, caller), caller, StationAnswers.Heartbeat);
    }

    public override async Task<V1.ListTasksResponse> ListTasks(V1.ListTasksRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        Border border = default;
        StationId? station = request.Station.Length > 0 ? border.Station(request.Station) : null;
        TaskState? state = border.OptionalState(request.State);
        Page page = Page.Read(ref border, request.PageSize, request.PageToken);
        if (border.Refused is { } refused)
        {
            throw RefusalStatus.ToException(refused);
        }

        QueryOutcome<IReadOnlyList<TaskView>> found = await gate
            .AskAsync(caller, request.Warehouse, new ListTasks(caller.Owner, station, page.Skip, page.Take) { State = state }).ConfigureAwait(false);
        bool withTokens = station is not null && (caller.Roles & Role.Station) != 0;
        return new V1.ListTasksResponse
        {
            Tasks = { found.Value!.Take(page.Size).Select(t => StationAnswers.Listed(t, withTokens)) }, NextPageToken = page.Next(found.Value!.Count), Cursor = found.Seq,
        };
    }

    public override Task<V1.GetTaskLabelResponse> GetTaskLabel(V1.GetTaskLabelRequest request, ServerCallContext context) =>
        labels.MakeAsync(request, Caller.Of(context));

    /// <summary>Serves a station's stream of both directions.</summary>
    private Task WorkAsync(
        Caller caller, V1.WorkRequest hello, IAsyncStreamReader<V1.WorkRequest> rest, IServerStreamWriter<V1.WorkResponse> answers, CancellationToken cancellation) =>
        SeatAsync(caller, cancellation, (supply, ending) =>
            new StationWork(gate, caller, limits.StreamPendingMax, instruments.Stream("Work"), supply, CarryOut(caller), ending).RunAsync(hello, rest, answers));

    /// <summary>Serves a stream of a station, in the place of an older one of the same station: the warehouse itself knows who sits where.</summary>
    private async Task SeatAsync(Caller caller, CancellationToken cancellation, Func<StationWork.Supply, CancellationToken, Task> serve)
    {
        RpcException? why = null;
        CancellationTokenSource lost = new(); // not disposed of: the seat still fires it when the stream has ended
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lost.Token);
        try
        {
            await serve(
                (where, who, capacity, outgoing) => new SeatedOffers(
                    gate, router, doors, new SeatWish(where, who, caller.Owner, caller.Id, capacity), outgoing, End),
                ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (why is not null && !cancellation.IsCancellationRequested)
        {
            throw why;
        }

        void End(RpcException because)
        {
            // The first word counts. Called by the seat's thread, which is not to run what waits for the stream's end.
            Interlocked.CompareExchange(ref why, because, null);
            _ = lost.CancelAsync();
        }
    }

    /// <summary>Where a stream's messages are carried out: at the warehouse's node, whichever that is.</summary>
    private StationWork.CarryOut CarryOut(Caller caller) => router.Calls is { } calls
        ? (warehouse, station, message) => PassAsync(calls, caller.ToRights(), warehouse, station, message)
        : (warehouse, station, message) => WorkHereAsync(caller, warehouse, station, message);

    private async Task<V1.WorkResponse> WorkHereAsync(Caller caller, WarehouseId warehouse, StationId station, V1.WorkRequest message)
    {
        V1.WorkResponse answer = new() { Correlation = message.Correlation };
        if (await StationDispatch.CarryOutAsync(gate, desk, caller, warehouse, station, message, answer).ConfigureAwait(false) is { } refused)
        {
            answer.Refused = RefusalStatus.ToMessage(refused);
        }

        return answer;
    }

    private async Task<V1.WorkResponse> PassAsync(IWarehouseCalls calls, CallerRights rights, WarehouseId warehouse, StationId station, V1.WorkRequest message)
    {
        WarehouseAnswer answer = await calls.SendAsync(new WarehouseRequest(warehouse, WorkPath, message, rights, station.Value), router.Patience).ConfigureAwait(false);
        return answer.Refused is { } refused
            ? new V1.WorkResponse { Correlation = message.Correlation, Refused = RefusalStatus.ToMessage(refused) }
            : PassedCall.Open(answer, V1.WorkResponse.Parser.ParseFrom);
    }

    private static TimeSpan Wait(V1.PullTasksRequest request, ref Parsed parsed)
    {
        if (request.Wait is not { } wait)
        {
            return TimeSpan.Zero;
        }

        if (wait.Seconds < 0 || wait.Seconds > (long)WaitMax.TotalSeconds || wait.Nanos is < 0 or > 999_999_999)
        {
            parsed = new Parsed(null, parsed.Refused ?? Refused.Because(
                Refusal.InvalidValue, $"wait: must be between 0 and {WaitMax.TotalSeconds:0} seconds.", ("wait", $"0s to {WaitMax.TotalSeconds:0}s")), parsed.Call);
            return TimeSpan.Zero;
        }

        return TimeSpan.FromSeconds(wait.Seconds) + TimeSpan.FromTicks(wait.Nanos / 100);
    }

    private long Version(Parsed parsed) => parsed.Request is { } request && gate.Warehouses.Ids.Contains(request.Warehouse)
        ? gate.Warehouses.WorkVersion(request.Warehouse, OwnerIn(request))
        : 0;

    private static OwnerId? OwnerIn(CommandRequest request) => (request.Command as PullTasks)?.Owner;

    private async ValueTask<bool> WaitAsync(Parsed parsed, long seen, CancellationToken cancellation)
    {
        try
        {
            await gate.Warehouses.WaitForWorkAsync(parsed.Request!.Warehouse, OwnerIn(parsed.Request), seen, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
