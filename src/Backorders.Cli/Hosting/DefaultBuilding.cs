using Backorders.Server;

namespace Backorders.Cli.Hosting;

/// <summary>The building of a node that was told only its name.</summary>
internal static class DefaultBuilding
{
    private const int Lanes = 12;

    public static WarehouseOptions Named(string id) => new()
    {
        Id = id,
        Doors = [.. Enumerable.Range(0, Demo.Replay.Docks.Doors).Select(Demo.Replay.Docks.DoorName)],
        Lanes = [.. Enumerable.Range(1, Lanes).Select(n => $"L{n}")],
    };
}
