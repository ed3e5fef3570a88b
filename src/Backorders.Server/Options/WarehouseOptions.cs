using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.Partners.Labels;

namespace Backorders.Server.Options;

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

    /// <summary>
    /// The company prefix that GS1 gave to whoever labels here: 7 to 10 digits. Empty (the default) for none; then calls that need an SSCC are refused
    /// with <c>NO_COMPANY_PREFIX</c>.
    /// </summary>
    public string Gs1CompanyPrefix { get; set; } = string.Empty;

    /// <summary>
    /// The extension digits of this warehouse's SSCCs, used up from left to right. Default <c>0</c>. Several warehouses with one prefix need different digits, or
    /// serials that do not meet. Add a digit at the end when the range runs out; what stands there already must stay.
    /// </summary>
    public string SsccExtensionDigits { get; set; } = "0";

    /// <summary>The serial reference of the first task. Default 0. Not to be changed once labels were printed.</summary>
    public long SsccSerialFirst { get; set; }

    /// <summary>How many serial references are this warehouse's, with each extension digit; 0 (the default) for all from the first on.</summary>
    public long SsccSerialCount { get; set; }

    /// <summary>What its tasks are numbered by on labels; null without a prefix.</summary>
    internal SsccRange? Sscc => Gs1CompanyPrefix.Length == 0
        ? null
        : SsccRange.TryCreate(Gs1CompanyPrefix, SsccExtensionDigits, SsccSerialFirst, SsccSerialCount, out _);

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

        if (Gs1CompanyPrefix.Length > 0)
        {
            SsccRange.TryCreate(Gs1CompanyPrefix, SsccExtensionDigits, SsccSerialFirst, SsccSerialCount, out IReadOnlyList<string> bad);
            wrong.AddRange(bad.Select(b => $"Warehouses: '{Id}': {b}"));
        }

        CheckPlaces(Doors, "door", d => DoorId.TryCreate(d, out _), wrong);
        CheckPlaces(Lanes, "lane", l => LaneId.TryCreate(l, out _), wrong);
    }

    private void CheckPlaces(IList<string> places, string what, Func<string, bool> isGood, List<string> wrong)
    {
        if (places.Count is 0 or > Domain.Values.Limits.PlacesMax)
        {
            wrong.Add($"Warehouses: '{Id}' has {places.Count} {what}s; 1 to {Domain.Values.Limits.PlacesMax} are allowed.");
        }

        if (places.Distinct(StringComparer.Ordinal).Count() != places.Count)
        {
            wrong.Add($"Warehouses: '{Id}' names a {what} twice.");
        }

        wrong.AddRange(places.Where(p => !isGood(p)).Select(p => $"Warehouses: '{p}' is no {what}; use 1 to 32 printable characters."));
    }
}
