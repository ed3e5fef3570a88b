using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Backorders.Domain.Ids;
using Backorders.Partners.Exports.Documents;
using Backorders.Partners.Exports.Story;

namespace Backorders.Partners.Exports.Epcis;

/// <summary>
/// Identifiers: GS1 Digital Link URIs (GS1 Digital Link 1.4, section 4.10, in their canonical form) for what has a GS1 key, and names under the base of the options
/// for what has none. Parts that come from outside are percent-encoded, so none of them can be taken for two.
/// </summary>
internal sealed class EpcisNames(ExportOptions options)
{
    private const string DigitalLink = "https://id.gs1.org/";

    /// <summary>The class of an item's units: its GTIN (application identifier 01) or the owner's code.</summary>
    public string Item(string owner, string sku) => WarehouseStory.GtinOf(sku) is { Length: > 0 } gtin ? $"{DigitalLink}01/{gtin}" : Name("sku", owner, sku);

    /// <summary>A parcel: its SSCC (application identifier 00) or its number.</summary>
    public string Parcel(string owner, string parcel) => CheckDigit.IsSscc(parcel) ? $"{DigitalLink}00/{parcel}" : Name("parcel", owner, parcel);

    public string Order(string owner, string orderNo) => Name("order", owner, orderNo);

    public string Shipment(string owner, string asnNo) => Name("shipment", owner, asnNo);

    public string Owner(string owner) => Name("owner", owner);

    public string Tracking(string carrier, string tracking) => Name("tracking", carrier, tracking);

    /// <summary>A door of the warehouse, or without one the warehouse.</summary>
    public string Place(string door) => door.Length > 0 ? Name("location", options.Warehouse, door) : Name("location", options.Warehouse);

    /// <summary>
    /// The identity of an event: a UUID of version 8 (RFC 9562, section 5.8) made of its place in the warehouse's history. The same event has the same one in
    /// every export, so a repository that gets it twice knows it.
    /// </summary>
    public string EventId(string owner, long cursor, string kind, int number, int part)
    {
        const int uuidBytes = 16, versionAt = 6, variantAt = 8;
        string place = string.Create(CultureInfo.InvariantCulture, $"{options.Warehouse}/{cursor}/{owner}/{kind}/{number}/{part}");
        byte[] bytes = SHA256.HashData(Encoding.UTF8.GetBytes(place))[..uuidBytes];
        bytes[versionAt] = (byte)((bytes[versionAt] & 0x0F) | 0x80);
        bytes[variantAt] = (byte)((bytes[variantAt] & 0x3F) | 0x80);
        return "urn:uuid:" + new Guid(bytes, bigEndian: true).ToString("D");
    }

    public static string Time(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture);

    public static string Offset(DateTimeOffset at) => at.ToString("zzz", CultureInfo.InvariantCulture);

    private string Name(string kind, params string[] parts) => $"{options.UriBase}{kind}:{string.Join(':', parts.Select(Uri.EscapeDataString))}";
}
