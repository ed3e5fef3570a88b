using Backorders.Domain;
using Backorders.Engine;

namespace Backorders.Server.Routing;

/// <summary>
/// One warehouse's messages within a client's stream. As long as the warehouse stays where it is, each goes there as it comes. When a message comes back because
/// the warehouse left, nothing more is sent until all that is under way has come back or been answered; then the unanswered ones go to the next node in their
/// order, and those behind them after.
/// </summary>
internal sealed class MessageLane<TRequest, TResponse>(RoutedMessages<TRequest, TResponse> stream, WarehouseId warehouse)
    where TRequest : class
    where TResponse : class
{
    private readonly Lock gate = new();
    private readonly Queue<Message> unsent = [];
    private readonly List<Message> sent = [];
    private ShardRoute? route;
    private Func<TRequest, Task<TResponse?>>? send;
    private RouteSearch? search;
    private CancellationTokenSource? watch;
    private int leg;
    private bool searching;
    private bool broken;

    /// <summary>Takes a message on. The task ends with its answer.</summary>
    public Task<TResponse> Post(TRequest request)
    {
        Message message = new(request);
        lock (gate)
        {
            unsent.Enqueue(message);
            Pump();
        }

        return message.Answer.Task;
    }

    /// <summary>Sends what waits, or sees to it that somebody is found to send it to. Within the gate.</summary>
    private void Pump()
    {
        if (send is null || broken)
        {
            if (!searching && !broken)
            {
                searching = true;
                _ = SearchAsync();
            }

            return;
        }

        // Looked at anew each time: a message that comes back at once may have the lane leave.
        while (send is { } to && !broken && unsent.TryDequeue(out Message? message))
        {
            sent.Add(message);
            _ = AwaitAsync(message, to(message.Request), leg);
        }
    }

    private async Task AwaitAsync(Message message, Task<TResponse?> sending, int ofLeg)
    {
        TResponse? answer;
        try
        {
            answer = await sending.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // What ends the other node's stream for good ends the client's.
            message.Answer.TrySetException(e);
            return;
        }

        lock (gate)
        {
            if (ofLeg != leg)
            {
                // It came late from a node that was given up; the message is under way again, and gets the same answer there.
                return;
            }

            message.CameBack = answer is null;
            if (answer is not null)
            {
                sent.Remove(message);
                search = null;
            }

            broken |= answer is null;
            if (broken && sent.TrueForAll(m => m.CameBack))
            {
                Leave();
            }
        }

        if (answer is not null)
        {
            message.Answer.TrySetResult(answer);
        }
    }

    /// <summary>Gives the present node up and looks for the next one: what was not answered stands before what was not sent. Within the gate.</summary>
    private void Leave()
    {
        Message[] rest = [.. sent, .. unsent];
        sent.Clear();
        unsent.Clear();
        foreach (Message message in rest)
        {
            message.CameBack = false;
            unsent.Enqueue(message);
        }

        leg++;
        watch?.Cancel();
        watch?.Dispose();
        search ??= stream.Router.Search(warehouse);
        search.Failed(route!);
        (send, watch, broken) = (null, null, false);
        if (unsent.Count > 0)
        {
            Pump();
        }
    }

    private async Task SearchAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        RouteSearch looking;
        lock (gate)
        {
            looking = search ??= stream.Router.Search(warehouse);
        }

        ShardRoute? found;
        try
        {
            found = await looking.NextAsync(stream.Ending).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            Fail(e);
            return;
        }

        lock (gate)
        {
            searching = false;
            if (found is { IsKnown: true })
            {
                Settle(found);
                return;
            }

            // Patience is at an end, or no node may serve it: each is told, and may come again with the same key.
            search = null;
            Refused refused = RouteRefusal.Of(warehouse, found ?? new ShardRoute(RoutePlace.Moving, stream.Router.Routes.RouteOf(warehouse).Shard));
            while (unsent.TryDequeue(out Message? message))
            {
                message.Answer.TrySetResult(stream.Refuse(message.Request, refused));
            }
        }
    }

    private void Settle(ShardRoute found)
    {
        route = found;
        if (found.Place == RoutePlace.Here)
        {
            send = stream.TryHereAsync;
        }
        else
        {
            MessageLeg<TRequest, TResponse> to = stream.LegTo(warehouse, found);
            send = request => stream.TryThereAsync(to, request);
            watch = CancellationTokenSource.CreateLinkedTokenSource(stream.Ending);
            _ = WatchAsync(found, leg, watch.Token);
        }

        Pump();
    }

    /// <summary>Gives a node up when somebody else serves the warehouse: it may hang and never say so.</summary>
    private async Task WatchAsync(ShardRoute from, int ofLeg, CancellationToken cancellation)
    {
        try
        {
            await stream.Router.Routes.WaitForRouteAsync(warehouse, from, Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        lock (gate)
        {
            if (ofLeg == leg && send is not null)
            {
                Leave();
            }
        }
    }

    private void Fail(Exception e)
    {
        lock (gate)
        {
            searching = false;
            while (unsent.TryDequeue(out Message? message))
            {
                message.Answer.TrySetException(e);
            }
        }
    }

    private sealed class Message(TRequest request)
    {
        public TRequest Request { get; } = request;

        public TaskCompletionSource<TResponse> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The warehouse was not where it was sent.</summary>
        public bool CameBack { get; set; }
    }
}
