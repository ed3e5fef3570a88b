using Backorders.Domain;
using Backorders.Engine;

namespace Backorders.Server;

/// <summary>A building that a node opens.</summary>
public sealed class WarehouseOptions
{
    /// <summary>Its id: 1 to 32 printable characters.</summary>
    public string Id { get; set; } = string.Empty;

    /// <summary>IANA name of the zone in which its cutoffs are told. Default <c>Etc/UTC</c>.</summary>
    public string TimeZone { get; set; } = "Etc/UTC";

    /// <summary>Receiving doors; at least one.</summary>
    public IList<string> Doors { get; set; } = [];

    /// <summary>Outbound lanes; at least one.</summary>
    public IList<string> Lanes { get; set; } = [];

    internal WarehouseSetup ToSetup() => new(
        new WarehouseId(Id), TimeZone, [.. Doors.Select(d => new DoorId(d))], [.. Lanes.Select(l => new LaneId(l))]);

    internal void Check(List<string> wrong)
    {
        if (!WarehouseId.TryCreate(Id, out _))
        {
            wrong.Add($"Warehouses: '{Id}' is no id; use 1 to {WarehouseId.MaxLength} printable characters.");
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
        {
            wrong.Add($"Warehouses: '{Id}' has the time zone '{TimeZone}', which is not known here. Use an IANA name such as Europe/London.");
        }

        CheckPlaces(Doors, "door", d => DoorId.TryCreate(d, out _), wrong);
        CheckPlaces(Lanes, "lane", l => LaneId.TryCreate(l, out _), wrong);
    }

    private void CheckPlaces(IList<string> places, string what, Func<string, bool> isGood, List<string> wrong)
    {
        if (places.Count is 0 or > Domain.Limits.PlacesMax)
        {
            wrong.Add($"Warehouses: '{Id}' has {places.Count} {what}s; 1 to {Domain.Limits.PlacesMax} are allowed.");
        }

        if (places.Distinct(StringComparer.Ordinal).Count() != places.Count)
        {
            wrong.Add($"Warehouses: '{Id}' names a {what} twice.");
        }

        wrong.AddRange(places.Where(p => !isGood(p)).Select(p => $"Warehouses: '{p}' is no {what}; use 1 to 32 printable characters."));
    }
}
