
namespace Backorders.Actors.Port;

/// <summary>
/// Where the streams of stations register: a warehouse leases work to whoever sits there as soon as there is any, in the same breath as the receipt that made it. Beside <see
/// cref="IWarehouses"/>, for engines that can.
/// </summary>
public interface IStationDoors
{
    /// <summary>
    /// Takes a station's seat, from an older stream of the same station and key too, wherever that is served. The sink hears that the seat is taken, later, from
    /// another thread; until the seat is left it is taken again by itself whenever the warehouse moves or comes back.
    /// </summary>
    /// <param name="wish">Who sits, and what it wants.</param>
    /// <param name="sink">Who hears what becomes of it.</param>
    /// <exception cref="ArgumentException">The warehouse is not one of this system's.</exception>
    IStationSeat OpenSeat(SeatWish wish, IStationSink sink);
}
