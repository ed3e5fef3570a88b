using Backorders.Actors.Turns;
using Backorders.Domain.Ids;
using Backorders.V1;
using Grpc.Core;

namespace Backorders.EndToEnd.Tests.Cluster.ThreeNodes;

/// <summary>
/// A station that works over one stream at a time: picks, packs and ships what it is offered, task by task. When its stream breaks with its gateway it opens
/// one through another node and sends what was not answered again, under the same ids.
/// </summary>
internal sealed class StationHand(string warehouse, string station, Callers callers, Ledger ledger)
{
    private const int capacity = 4;

    private readonly Dictionary<long, Job> jobs = [];
    private readonly HashSet<long> finished = [];

    public int Shipped { get; private set; }

    /// <summary>Works until told to stop; then what is in hand is finished by single calls.</summary>
    public async Task WorkAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using AsyncDuplexStreamingCall<WorkRequest, WorkResponse> stream = callers.AnyClient().Stations.Work(cancellationToken: stop);
                await stream.RequestStream.WriteAsync(new WorkRequest { Hello = new WorkHello { Warehouse = warehouse, Station = station, Capacity = capacity } }, stop);
                foreach (Job job in jobs.Values)
                {
                    await stream.RequestStream.WriteAsync(job.Pending!, stop);
                }

                while (await stream.ResponseStream.MoveNext(stop))
                {
                    await HandleAsync(stream.RequestStream, stream.ResponseStream.Current);
                }
            }
            catch (Exception e) when (e is InvalidOperationException or OperationCanceledException || (e is RpcException ended && (stop.IsCancellationRequested || MayPass(ended))))
            {
                // The gateway is gone; what it held is offered again, under the same lease.
                await Task.Yield();
            }
        }

        foreach (Job job in jobs.Values.ToArray())
        {
            await FinishAsync(job);
        }
    }

    /// <summary>
    /// A gateway that was stopped and goes on may still have the station's last stream, and pass it on once more before it hears that its client left (ABORTED). A message
    /// that is sent on a stream which its server has just ended is refused as such (CANCELLED): the reasons of the end stand behind it, and the next stream is open to all.
    /// </summary>
    private static bool MayPass(RpcException e) => Callers.MayPass(e) || e.StatusCode is StatusCode.Aborted or StatusCode.Cancelled;

    private async Task FinishAsync(Job job)
    {
        while (job.Pending is { } pending)
        {
            WorkResponse? answer = pending.MessageCase switch
            {
                WorkRequest.MessageOneofCase.ConfirmPick => await ConfirmAsync(pending.ConfirmPick),
                WorkRequest.MessageOneofCase.Pack => await PackAsync(pending.Pack),
                _ => await ShipAsync(pending.Ship),
            };
            if (answer is null)
            {
                return;
            }

            answer.Correlation = pending.Correlation;
            await HandleAsync(null, answer);
        }
    }

    private async Task<WorkResponse?> ConfirmAsync(ConfirmPickRequest request)
    {
        request.Warehouse = warehouse;
        return await callers.AnswerAsync("confirm", (c, o) => c.Stations.ConfirmPickAsync(request, o)) is { } done ? new WorkResponse { Confirmed = done } : null;
    }

    private async Task<WorkResponse?> PackAsync(PackRequest request)
    {
        request.Warehouse = warehouse;
        return await callers.AnswerAsync("pack", (c, o) => c.Stations.PackAsync(request, o)) is { } done ? new WorkResponse { Packed = done } : null;
    }

    private async Task<WorkResponse?> ShipAsync(ShipRequest request)
    {
        request.Warehouse = warehouse;
        return await callers.AnswerAsync("ship", (c, o) => c.Stations.ShipAsync(request, o)) is { } done ? new WorkResponse { Shipped = done } : null;
    }

    private async Task HandleAsync(IClientStreamWriter<WorkRequest>? requests, WorkResponse message)
    {
        if (message.MessageCase == WorkResponse.MessageOneofCase.Offer)
        {
            foreach (TaskOffer offer in message.Offer.Offers)
            {
                await OfferedAsync(requests, offer, message.Offer.Again);
            }

            return;
        }

        if (message.Correlation.Length == 0 || !long.TryParse(message.Correlation, out long task) || !jobs.TryGetValue(task, out Job? job))
        {
            return;
        }

        switch (message.MessageCase)
        {
            case WorkResponse.MessageOneofCase.Confirmed:
                await SendAsync(requests, job, Packing(task, job.Token));
                break;
            case WorkResponse.MessageOneofCase.Packed:
                await SendAsync(requests, job, new WorkRequest { Ship = new ShipRequest { RequestId = callers.NewRequestId(), TaskIds = { task }, Carrier = "C" } });
                break;
            case WorkResponse.MessageOneofCase.Shipped:
                Shipped++;
                ledger.Acknowledge(warehouse, CommandKey.ForRequest(new OwnerId("DEMO"), job.Pending!.Ship.RequestId), "shipment of task " + message.Correlation);
                ledger.Shipped(warehouse, job.Quantity);
                job.Pending = null;
                jobs.Remove(task);
                finished.Add(task);
                break;
            case WorkResponse.MessageOneofCase.Refused when message.Refused.RetryAfter is not null:
                await WriteAsync(requests, job.Pending!);
                break;
            case WorkResponse.MessageOneofCase.Refused:
                ledger.Faults.Enqueue($"{warehouse}, task {message.Correlation}: {message.Refused.Reason} {message.Refused.Message}");
                jobs.Remove(task);
                break;
        }
    }

    private async Task OfferedAsync(IClientStreamWriter<WorkRequest>? requests, TaskOffer offer, bool again)
    {
        long id = offer.Task.TaskId;
        if (finished.Contains(id) || (jobs.TryGetValue(id, out Job? known) && !again))
        {
            ledger.Faults.Enqueue($"{warehouse}: task {id} was offered again as new.");
            return;
        }

        if (jobs.ContainsKey(id))
        {
            return;
        }

        Job job = new(offer.Token, offer.Task.Quantity);
        jobs.Add(id, job);
        WorkRequest next = offer.Task.Kind == V1.TaskKind.PutBack || offer.Task.State == V1.TaskState.Leased
            ? new WorkRequest { ConfirmPick = new ConfirmPickRequest { RequestId = callers.NewRequestId(), TaskId = id, Token = offer.Token, Quantity = offer.Task.Quantity } }
            : Packing(id, offer.Token);
        await SendAsync(requests, job, next, id);
    }

    private WorkRequest Packing(long task, long token) => new()
    {
        Pack = new PackRequest { RequestId = callers.NewRequestId(), Parcel = $"P-{task}", Leases = { new V1.Lease { TaskId = task, Token = token } } },
    };

    private static Task SendAsync(IClientStreamWriter<WorkRequest>? requests, Job job, WorkRequest message) =>
        SendAsync(requests, job, message, long.Parse(job.Pending!.Correlation, System.Globalization.CultureInfo.InvariantCulture));

    private static async Task SendAsync(IClientStreamWriter<WorkRequest>? requests, Job job, WorkRequest message, long task)
    {
        message.Correlation = task.ToString(System.Globalization.CultureInfo.InvariantCulture);
        job.Pending = message;
        await WriteAsync(requests, message);
    }

    /// <summary>Without a stream the message only waits to be sent by a call of its own.</summary>
    private static Task WriteAsync(IClientStreamWriter<WorkRequest>? requests, WorkRequest message) => requests?.WriteAsync(message) ?? Task.CompletedTask;

    private sealed class Job(long token, long quantity)
    {
        public long Token { get; } = token;

        public long Quantity { get; } = quantity;

        /// <summary>What was sent and is not answered yet.</summary>
        public WorkRequest? Pending { get; set; }
    }
}
