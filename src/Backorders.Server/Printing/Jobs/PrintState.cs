namespace Backorders.Server.Printing.Jobs;

/// <summary>How a print job stands. The numbers are stored, and are those of the contract: they are never given another meaning.</summary>
internal enum PrintState
{
    /// <summary>Nobody has taken it.</summary>
    Waiting = 1,

    /// <summary>An agent has it.</summary>
    Taken = 2,

    /// <summary>It was printed.</summary>
    Printed = 3,

    /// <summary>It was not printed and will not be.</summary>
    Failed = 4,

    /// <summary>Nobody took it in time; it will not be printed.</summary>
    Expired = 5,

    /// <summary>Nobody knows.</summary>
    Unknown = 6,
}
