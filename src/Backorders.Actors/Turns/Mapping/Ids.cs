using Backorders.Domain.Ids;
using Backorders.Domain.Values;


namespace Backorders.Actors.Turns.Mapping;

/// <summary>Ids as stored texts and back. An id that was never set is the empty text, and comes back as one that was never set.</summary>
internal static class Ids
{
    public static OwnerId Owner(string text) => text.Length == 0 ? default : OwnerId.FromTrusted(text);

    public static Sku Sku(string text) => text.Length == 0 ? default : Domain.Ids.Sku.FromTrusted(text);

    public static AsnNo AsnNo(string text) => text.Length == 0 ? default : Domain.Ids.AsnNo.FromTrusted(text);

    public static DoorId Door(string text) => text.Length == 0 ? default : DoorId.FromTrusted(text);

    public static LaneId Lane(string text) => text.Length == 0 ? default : LaneId.FromTrusted(text);

    public static StationId Station(string text) => text.Length == 0 ? default : StationId.FromTrusted(text);

    public static Gtin Gtin(string text) => text.Length == 0 ? default : Domain.Ids.Gtin.FromTrusted(text);

    public static Serial Serial(string text) => text.Length == 0 ? default : Domain.Ids.Serial.FromTrusted(text);

    public static IReadOnlyList<Serial> Serials(Google.Protobuf.Collections.RepeatedField<string> texts) => texts.Count == 0 ? [] : [.. texts.Select(Serial)];

    public static LotNo LotNo(string text) => text.Length == 0 ? default : Domain.Ids.LotNo.FromTrusted(text);

    public static Stored.Lot? Stored(Lot? lot) => lot is null ? null : new Stored.Lot { No = lot.No.Value, ExpiryDay = lot.Expiry?.DayNumber ?? 0 };

    public static Lot? Lot(Stored.Lot? s) => s is null ? null : new Lot(LotNo(s.No), s.ExpiryDay == 0 ? null : DateOnly.FromDayNumber(s.ExpiryDay));

    public static UnitName Unit(string text) => text.Length == 0 ? default : UnitName.FromTrusted(text);

    public static WarehouseId Warehouse(string text) => text.Length == 0 ? default : WarehouseId.FromTrusted(text);

    public static SkuKey Item(string owner, string sku) => new(Owner(owner), Sku(sku));

    public static AsnKey Asn(string owner, string asnNo) => new(Owner(owner), AsnNo(asnNo));

    public static OrderKey Order(string owner, string orderNo) => new(Owner(owner), orderNo.Length == 0 ? default : OrderNo.FromTrusted(orderNo));

    public static LineKey Line(string owner, string orderNo, int lineNo) => new(Order(owner, orderNo), lineNo);

    public static ScanKey Scan(string device, string scan) => new(
        device.Length == 0 ? default : DeviceId.FromTrusted(device), scan.Length == 0 ? default : ScanId.FromTrusted(scan));

    /// <summary>The one owner of an event, which the stored form holds once.</summary>
    /// <exception cref="InvalidOperationException">The event mixes owners, which no decision may do.</exception>
    public static string OneOwner(OwnerId a, OwnerId b) => a == b
        ? a.Value
        : throw new InvalidOperationException($"An event that mixes the owners '{a}' and '{b}' must not be stored.");
}
