namespace Backorders.Actors.Stations;

/// <summary>From a warehouse: the seat is known to the gateway that sends this.</summary>
/// <param name="Round">For which registration.</param>
/// <param name="Told">How many pieces of news were sent in this round, all before this.</param>
internal sealed record SeatNoted(long Round, long Told) : IStationMessage;
