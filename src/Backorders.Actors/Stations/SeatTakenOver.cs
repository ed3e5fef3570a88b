namespace Backorders.Actors.Stations;

/// <summary>From a gateway: a newer stream of the station has the seat.</summary>
internal sealed record SeatTakenOver : IStationMessage
{
    public static readonly SeatTakenOver Instance = new();
}
