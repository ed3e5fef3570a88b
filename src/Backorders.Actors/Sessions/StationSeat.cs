using Backorders.Domain.Ids;


namespace Backorders.Actors.Sessions;

/// <summary>A station that wants tasks as soon as there are any.</summary>
/// <param name="Who">Who is told; the session only compares it.</param>
/// <param name="Station">Which station.</param>
/// <param name="Owner">Whose tasks; null for anybody's.</param>
/// <param name="Actor">The name of the station's key: it stands in the lease turns.</param>
/// <param name="Capacity">How many tasks that it has not picked yet it wants to hold; with 0 nothing is leased to it by itself.</param>
/// <param name="Round">Counts its registrations: with a new number it is told again what the station holds.</param>
internal sealed record StationSeat(object Who, StationId Station, OwnerId? Owner, string Actor, int Capacity, long Round);
