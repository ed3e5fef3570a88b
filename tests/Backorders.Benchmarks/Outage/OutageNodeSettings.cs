namespace Backorders.Benchmarks.Outage;

/// <summary>How a node of the measured cluster runs.</summary>
internal sealed record OutageNodeSettings(
    string ConnectionString, string NodeId, string Address, string Folder, string[] Warehouses, string TimeZone, string[] Doors, string[] Lanes);
