using System.Threading.Channels;
using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;
using Backorders.Domain.Views;
using Backorders.Server.Mapping.Stations;
using Backorders.Server.Refusals;
using Backorders.Server.Routing;
using Grpc.Core;

namespace Backorders.Server.Services;

/// <summary>
/// Keeps a station supplied through a seat at its warehouse, which leases tasks without being asked; this passes the leases on. There are never more of them than the station's
/// capacity, so its queue needs no bound.
/// </summary>
internal sealed class SeatedOffers(
    CommandGate gate, CallRouter router, IStationDoors doors, SeatWish wish, ChannelWriter<Task<V1.WorkResponse>> outgoing, Action<RpcException> end) : IStationSink
{
    /// <summary>How long a seat may take, as long as a command may: the store may be away.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The refusal for a station whose seat cannot be taken or kept.</summary>
    private static readonly Refused NotSeated = Refused.Because(
        Refusal.StoreUnavailable, "The warehouse cannot be heard by this stream. Open the stream again: what was leased to the station meanwhile is offered again.");

    private readonly Channel<V1.WorkOffer> offers = Channel.CreateUnbounded<V1.WorkOffer>(new UnboundedChannelOptions { SingleReader = true });
    private readonly TaskCompletionSource<StationWelcome> welcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IStationSeat? seat;

    /// <summary>How many tasks the station wants to hold that it has not picked yet.</summary>
    public int Capacity
    {
        set => seat!.SetCapacity(value);
    }

    /// <summary>Begins: what the station holds from before. What is leased to it afterwards is offered by <see cref="RunAsync"/>.</summary>
    /// <exception cref="RpcException">The warehouse cannot say it now.</exception>
    /// <exception cref="OperationCanceledException">The stream has ended.</exception>
    public async Task<StationWelcome> OpenAsync(CancellationToken ending)
    {
        // A warehouse that nobody can speak to now refuses; a seat would only wait.
        if (await RefuseAsync().ConfigureAwait(false) is { } refused)
        {
            throw RefusalStatus.ToException(refused);
        }

        seat = doors.OpenSeat(wish, this);
        try
        {
            return await welcome.Task.WaitAsync(Patience, gate.Waiting, ending).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw RefusalStatus.ToException(NotSeated);
        }
    }

    private async Task<Refused?> RefuseAsync()
    {
        if (router.Calls is null)
        {
            return (await gate.Warehouses.AskAsync(wish.Warehouse, new TellTime()).ConfigureAwait(false)).Refused;
        }

        ShardRoute route = router.Routes.RouteOf(wish.Warehouse);
        return route.Place is RoutePlace.Sealed or RoutePlace.Unknown ? RouteRefusal.Of(wish.Warehouse, route) : null;
    }

    /// <summary>Offers tasks until the stream ends; the end of the stream is not an error.</summary>
    public async Task RunAsync(CancellationToken ending)
    {
        try
        {
            await foreach (V1.WorkOffer offer in offers.Reader.ReadAllAsync(ending).ConfigureAwait(false))
            {
                await outgoing.WriteAsync(Task.FromResult(new V1.WorkResponse { Offer = offer }), ending).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The stream has ended.
        }
        catch (ChannelClosedException)
        {
            // The writing half has failed; it says why.
        }
    }

    /// <summary>A message of the station was answered.</summary>
    public void NoteAnswer(V1.WorkResponse answer)
    {
        if (answer.Pulled is { Offers.Count: > 0 } pulled)
        {
            seat!.Know([.. pulled.Offers.Select(o => new FencingToken(o.Token))]);
        }
    }

    /// <summary>The stream has ended: nothing is leased for it any more. May be called more than once, and without anything before.</summary>
    public void Leave() => seat?.Leave();

    void IStationSink.Welcome(StationWelcome found) => welcome.TrySetResult(found);

    void IStationSink.Offer(StationOffer offer) => offers.Writer.TryWrite(
        new V1.WorkOffer { Offers = { StationAnswers.Pull(offer.Turn, offer.Tasks.ToDictionary(t => t.Task)).Offers } });

    void IStationSink.Remind(IReadOnlyList<TaskView> tasks) =>
        offers.Writer.TryWrite(new V1.WorkOffer { Again = true, Offers = { tasks.Select(StationAnswers.Again) } });

    void IStationSink.TakenOver() => end(RefusalStatus.Create(
        StatusCode.Aborted, $"Station {wish.Station} has opened another stream with the same key, and works over one at a time.", "STATION_TAKEN_OVER",
        ("warehouse", wish.Warehouse.Value), ("station", wish.Station.Value)));

    void IStationSink.InUse() => end(RefusalStatus.ToException(Refused.Because(
        Refusal.StationInUse, $"Station {wish.Station} works for another owner now, with another key. Work under another name.",
        ("warehouse", wish.Warehouse), ("station", wish.Station))));

    void IStationSink.Ended() => end(RefusalStatus.ToException(NotSeated));
}
