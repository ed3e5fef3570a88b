namespace Backorders.Cli.Demo.Replay;

/// <summary>What a ship notice says: cartons of one SKU for one door.</summary>
internal sealed record ExpectedCartons(string AsnNo, string Sku, long Cartons, long Eta, string Door)
{
    public long Units => Cartons * Demand.CartonUnits;
}
