using Backorders.Server.Options;

namespace Backorders.Cli.Hosting;

/// <summary>The building of a node that was told only its name.</summary>
internal static class DefaultBuilding
{
    /// <summary>How many doors it has.</summary>
    public const int Doors = 8;

    private const int Lanes = 12;

    public static WarehouseOptions Named(string id) => new()
    {
        Id = id,
        Doors = [.. Enumerable.Range(0, Doors).Select(DoorName)],
        Lanes = [.. Enumerable.Range(1, Lanes).Select(n => $"L{n}")],
    };

    /// <summary>The name of a door, counted from zero.</summary>
    public static string DoorName(int index) => $"D{index + 1}";
}
