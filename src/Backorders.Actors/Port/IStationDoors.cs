
namespace Backorders.Actors.Port;

/// <summary>
/// Where the streams of stations register. A registered station has a seat: its warehouse leases tasks to it as soon as there are any, in the same row as the receipt
/// that made them. Beside <see cref="IWarehouses"/>.
/// </summary>
public interface IStationDoors
{
    /// <summary>
    /// Takes a station's seat, also from an older stream of the same station and key at any node. The sink is told later, on another thread, that the seat is taken.
    /// Until the seat is left, it is taken again automatically whenever the warehouse moves or comes back.
    /// </summary>
    /// <param name="wish">Who sits, and what it wants.</param>
    /// <param name="sink">Who hears what becomes of it.</param>
    /// <exception cref="ArgumentException">The warehouse is not one of this system's.</exception>
    IStationSeat OpenSeat(SeatWish wish, IStationSink sink);
}
