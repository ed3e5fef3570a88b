using Backorders.Actors.Port;
using Backorders.Actors.Turns;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Actors.Sessions;

/// <summary>
/// Seats: stations that are given work without asking. A lease is a turn of its own, decided directly behind the turn that made the work or the room, so that one row holds
/// both and one write makes both durable.
/// </summary>
/// <remarks>
/// <para><b>What a seat hears.</b> First what its station holds, then each lease to it, in order: the two together are everything that the station has. After the state was
/// built anew, it is told again what the station holds, because some leases may have been stored before the seat was told of them.</para>
/// <para><b>Limits.</b> Leases count in the window as all turns do. A seat for which there was no room is looked at when there is.</para>
/// </remarks>
internal sealed partial class WarehouseSession
{
    private readonly StationSeats seats = new();
    private bool isSeating;

    /// <summary>Says who sits from now on. May be called at any time; says nothing new when repeated.</summary>
    /// <param name="wanted">All seats; who is not among them has left and is told nothing more.</param>
    /// <param name="clock">The time of day.</param>
    /// <exception cref="InvalidOperationException">The session decides for several warehouses.</exception>
    public void Seat(IReadOnlyList<StationSeat> wanted, Instant clock)
    {
        if (served.Length != 1)
        {
            throw new InvalidOperationException($"Seats are one warehouse's; this session decides for {served.Length}.");
        }

        seats.Set(wanted);
        isSeating = true;
        ServeSeats(clock);
    }

    /// <summary>Suspends leasing to seats until <see cref="Seat"/> is called again.</summary>
    public void SuspendSeats() => isSeating = false;

    /// <summary>Serves seats that are due. To be called when the window has room again; whatever makes them due calls it by itself.</summary>
    public void ServeSeats(Instant clock)
    {
        while (isSeating && MayDecide && seats.TryTakeDue(out SeatPlace? place))
        {
            HostedWarehouse hosted = fold.FindOrAdd(served[0]);
            if (!place.IsWelcomed)
            {
                Welcome(place, hosted, NotBefore(clock));
            }
            else
            {
                LeaseTo(place, hosted, NotBefore(clock));
            }
        }
    }

    /// <summary>How many pieces of news a seat was handed out since it registered.</summary>
    public long ToldTo(object who, long round) => seats.ToldTo(who, round);

    private void Welcome(SeatPlace place, HostedWarehouse hosted, Instant now)
    {
        place.IsWelcomed = true;
        seats.LookAgain(place);
        StationSeat seat = place.Seat;
        StationWelcome found = new WelcomeStation(seat.Station).Answer(hosted.Warehouse, now);
        IReadOnlyList<TaskView> held = [.. found.Held.Where(t => seat.Owner is not { } owner || t.Item.Owner == owner)];
        window.Park(new SeatWelcome(place, seat.Round, found with { Held = held, IsInUse = held.Count < found.Held.Count }), Outbox);
    }

    private void LeaseTo(SeatPlace place, HostedWarehouse hosted, Instant now)
    {
        LetTimePass(hosted, now);
        StationSeat seat = place.Seat;
        int room = place.IsStuck ? 0 : seat.Capacity - hosted.Warehouse.CountUnpickedOf(seat.Station);
        place.IsFull = room <= 0;

        // A station that holds as much as it may, picked or not, would be refused: it is looked at again when there is more work.
        int most = Math.Min(Math.Min(room, Limits.TasksMax), Limits.LeasedTasksMax - hosted.Warehouse.CountTasksOf(seat.Station));
        if (most <= 0 || MustRebuild || !hosted.Warehouse.HasReadyTask(seat.Owner))
        {
            return;
        }

        CommandOutcome outcome = CarryOut(
            hosted, new CommandRequest(served[0], CommandKey.None, CommandDigest.None, seat.Actor, new PullTasks(seat.Station, seat.Owner, most)), now);
        if (outcome.Events.OfType<TasksLeased>().FirstOrDefault() is not { } leased)
        {
            place.IsStuck = true;
            return;
        }

        seats.NoteServed(place);
        seats.LookAgain(place);
        window.Park(new SeatOffer(place, seat.Round, window.Last, [.. leased.Leases.Select(l => hosted.Warehouse.GetTask(l.Task)!)]), Outbox);
    }
}
