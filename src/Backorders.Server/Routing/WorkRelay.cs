using System.Runtime.ExceptionServices;
using Backorders.Domain;
using Backorders.Engine;
using Grpc.Core;

namespace Backorders.Server.Routing;

/// <summary>
/// A station's stream at a node that need not be its warehouse's: the client's half stays here, and legs carry it to whoever serves the warehouse, one after the
/// other. A message stays on record until it is answered; the next leg begins with the same hello and is sent again, in order, what was not. So no message is
/// lost, none is done twice (each carries its key), and no task is leased twice: leases stand in the journal that the next owner reads.
/// </summary>
internal sealed class WorkRelay(CallRouter router, ServerCallContext context, WarehouseId warehouse, int pendingMax)
{
    /// <summary>A leg at this node: the hello, the messages after it, where answers go, and what ends it.</summary>
    public delegate Task HereLeg(
        V1.WorkRequest hello, IAsyncStreamReader<V1.WorkRequest> rest, IServerStreamWriter<V1.WorkResponse> answers, CancellationToken cancellation);

    private readonly Lock gate = new();
    private readonly Queue<V1.WorkRequest> unanswered = [];
    private readonly SemaphoreSlim room = new(pendingMax);
    private readonly OfferedTasks offered = new();
    private V1.WorkRequest hello = null!;
    private IServerStreamWriter<V1.WorkResponse> client = null!;
    private WorkLeg? current;
    private bool saidAll;
    private bool welcomed;
    private ExceptionDispatchInfo? broken;

    /// <summary>Runs until the client has said all and has been told all.</summary>
    public async Task RunAsync(
        V1.WorkRequest first, IAsyncStreamReader<V1.WorkRequest> requests, IServerStreamWriter<V1.WorkResponse> responses, HereLeg here)
    {
        (hello, client) = (first, responses);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        Task reading = ReadAsync(requests, ending.Token);
        try
        {
            await router.RunLegsAsync(
                context, warehouse,
                async leg =>
                {
                    WorkLeg local = WorkLeg.Here(here, leg);
                    await using (local.ConfigureAwait(false))
                    {
                        await ServeAsync(local).ConfigureAwait(false);
                    }
                },
                async (node, options) =>
                {
                    WorkLeg remote = WorkLeg.At(node, options);
                    await using (remote.ConfigureAwait(false))
                    {
                        await ServeAsync(remote).ConfigureAwait(false);
                    }
                }).ConfigureAwait(false);
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
    }

    private async Task ReadAsync(IAsyncStreamReader<V1.WorkRequest> requests, CancellationToken cancellation)
    {
        try
        {
            while (await requests.MoveNext(cancellation).ConfigureAwait(false))
            {
                await room.WaitAsync(cancellation).ConfigureAwait(false);
                lock (gate)
                {
                    unanswered.Enqueue(requests.Current);
                    current?.Send(requests.Current);
                }
            }

            lock (gate)
            {
                saidAll = true;
                current?.Complete();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The stream is over; the serving half tells how.
        }
        catch (Exception e)
        {
            // The client broke its own stream: a message that is too large, or bytes that are none. It is told by the serving half, when that has ended.
            WorkLeg? serving;
            lock (gate)
            {
                broken = ExceptionDispatchInfo.Capture(e);
                serving = current;
            }

            serving?.Abort();
        }
    }

    /// <summary>Serves the stream over one leg. Returns when all has been said and answered; throws when the leg ends before.</summary>
    private async Task ServeAsync(WorkLeg leg)
    {
        lock (gate)
        {
            broken?.Throw();
            leg.Send(hello);
            foreach (V1.WorkRequest message in unanswered)
            {
                leg.Send(message);
            }

            if (saidAll)
            {
                leg.Complete();
            }

            current = leg;
        }

        try
        {
            while (await leg.Answers.MoveNext(CancellationToken.None).ConfigureAwait(false))
            {
                await PassAsync(leg.Answers.Current).ConfigureAwait(false);
            }
        }
        catch (Exception) when (broken is not null)
        {
            broken.Throw();
        }
        finally
        {
            lock (gate)
            {
                current = null;
            }
        }

        lock (gate)
        {
            broken?.Throw();
            if (!saidAll || unanswered.Count > 0)
            {
                throw router.Refuse(warehouse);
            }
        }
    }

    private Task PassAsync(V1.WorkResponse answer)
    {
        switch (answer.MessageCase)
        {
            case V1.WorkResponse.MessageOneofCase.Welcome when welcomed:
                return Task.CompletedTask;
            case V1.WorkResponse.MessageOneofCase.Welcome:
                welcomed = true;
                return client.WriteAsync(answer);
            case V1.WorkResponse.MessageOneofCase.Offer:
                return offered.TakeNew(answer) ? client.WriteAsync(answer) : Task.CompletedTask;
            case V1.WorkResponse.MessageOneofCase.Refused when RouteFailure.WasMoved(answer.Refused):
                // It stays unanswered, and the next leg sends it again.
                throw router.Refuse(warehouse, new ShardRoute(RoutePlace.Moving, 0));
            default:
                Note(answer);
                return client.WriteAsync(answer);
        }
    }

    private void Note(V1.WorkResponse answer)
    {
        lock (gate)
        {
            if (unanswered.TryDequeue(out _))
            {
                room.Release();
            }

            if (answer.MessageCase == V1.WorkResponse.MessageOneofCase.Capacity)
            {
                // The next leg begins with what the station wants now.
                hello = hello.Clone();
                hello.Hello.Capacity = answer.Capacity.Capacity;
            }
        }

        offered.Note(answer);
    }
}
