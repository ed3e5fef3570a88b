namespace Backorders.Actors.Stations;

/// <summary>From a gateway: somebody who works for other owners, with another key, sits at the station of that name.</summary>
internal sealed record SeatInUse : IStationMessage
{
    public static readonly SeatInUse Instance = new();
}
