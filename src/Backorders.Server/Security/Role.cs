namespace Backorders.Server.Security;

/// <summary>What a key may do. A key may have several.</summary>
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

    /// <summary>Looks at everything, changes policy, decides exceptions.</summary>
    Supervisor = 8,

    /// <summary>All of them.</summary>
    All = Scanner | Station | OrderSystem | Supervisor,
}
