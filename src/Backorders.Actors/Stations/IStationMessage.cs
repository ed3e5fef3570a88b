namespace Backorders.Actors.Stations;

/// <summary>What goes between a <see cref="StationActor"/> and a warehouse, perhaps on another node: bytes of <see cref="StationSerializer"/>.</summary>
internal interface IStationMessage;
