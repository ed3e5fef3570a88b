using System.Threading.Channels;
using Backorders.Domain;
using Backorders.Domain.Questions;
using Backorders.Domain.Views;
using Backorders.Engine;
using Backorders.Server.Mapping;
using Backorders.Server.Routing;
using Grpc.Core;

namespace Backorders.Server.Services;

/// <summary>
/// Keeps a station supplied by a seat at its warehouse, which leases without being asked: this passes on what is said there. It never has more to pass on than the station's capacity,
/// so it need not be bounded.
/// </summary>
internal sealed class SeatedOffers(
    CommandGate gate, CallRouter router, IStationDoors doors, SeatWish wish, ChannelWriter<Task<V1.WorkResponse>> outgoing, Action<RpcException> end) : IStationSupply, IStationSink
{
    /// <summary>How long a seat may take, as long as a command may: the store may be away.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>What a station is told whose seat cannot be had or kept.</summary>
    private static readonly Refused NotSeated = Refused.Because(
        Refusal.StoreUnavailable, "The warehouse cannot be heard by this stream. Open the stream again: what was leased to the station meanwhile is offered again.");

    private readonly Channel<V1.WorkOffer> offers = Channel.CreateUnbounded<V1.WorkOffer>(new UnboundedChannelOptions { SingleReader = true });
    private readonly TaskCompletionSource<StationWelcome> welcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IStationSeat? seat;

    public int Capacity
    {
        set => seat!.SetCapacity(value);
    }

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

    public void NoteAnswer(V1.WorkResponse answer)
    {
        if (answer.Pulled is { Offers.Count: > 0 } pulled)
        {
            seat!.Know([.. pulled.Offers.Select(o => new FencingToken(o.Token))]);
        }
    }

    public void Leave() => seat?.Leave();

    void IStationSink.Welcome(StationWelcome found) => welcome.TrySetResult(found);

    void IStationSink.Offer(StationOffer offer) => offers.Writer.TryWrite(
        new V1.WorkOffer { Offers = { StationAnswers.Pull(offer.Turn, offer.Tasks.ToDictionary(t => t.Task)).Offers } });

    void IStationSink.Remind(IReadOnlyList<TaskView> tasks) =>
        offers.Writer.TryWrite(new V1.WorkOffer { Again = true, Offers = { tasks.Select(StationAnswers.Again) } });

    void IStationSink.TakenOver() => end(StationStreams.Refuse(wish.Warehouse, wish.Station));

    void IStationSink.Ended() => end(RefusalStatus.ToException(NotSeated));
}
