namespace Backorders.Partners.Exports.X12;

/// <summary>Segments that every advice has.</summary>
internal static class Parties
{
    /// <summary>Units are base units: each.</summary>
    public const string Each = "EA";

    /// <summary>The warehouse and the owner of the goods (N1: 98 entity identifier, 93 name).</summary>
    public static X12Set AddParties(this X12Set set, string warehouse, string owner) => set
        .Add("N1", "WH", X12Syntax.Id(warehouse, 60, "N102", set.What))
        .Add("N1", "DE", X12Syntax.Id(owner, 60, "N102", set.What));

    /// <summary>The item's own code as product id (234, with 235 SK), in at most 48 characters.</summary>
    public static string Sku(string sku, string element, string what) => X12Syntax.Id(sku, 48, element, what);
}
