namespace Backorders.Server.Security;

/// <summary>What a key may do. A key may have several. The numbers travel between nodes: they are never given another meaning.</summary>
[Flags]
public enum Role
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Reports what arrives and what is counted.</summary>
    Scanner = 1,

    /// <summary>Pulls tasks and reports on them.</summary>
    Station = 2,

    /// <summary>Submits orders, notices and items, and follows them.</summary>
    OrderSystem = 4,

    // 8 was Supervisor, which could do what the three roles below share now.

    /// <summary>Decides exceptions on the floor: tasks, quality, overages, variances, recalls. With a key of one owner only about that owner's goods.</summary>
    FloorSupervisor = 16,

    /// <summary>Runs the building: policy, lanes, doors, cluster, backup, keys, the driven clock. Never with a key of one owner.</summary>
    Operator = 32,

    /// <summary>Reads: reports, lists, explanations, traces. With a key of one owner only about that owner's goods.</summary>
    Reader = 64,

    /// <summary>Attends printers: takes their jobs, which are labels of all owners. Never with a key of one owner.</summary>
    PrintAgent = 128,

    /// <summary>All that a key of one owner may have.</summary>
    OfOwner = Scanner | Station | OrderSystem | FloorSupervisor | Reader,

    /// <summary>What is about the whole building: no key of one owner has it.</summary>
    OfBuilding = Operator | PrintAgent,

    /// <summary>All of them.</summary>
    All = OfOwner | OfBuilding,
}
