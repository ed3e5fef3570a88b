namespace Backorders.Server.Audit;

/// <summary>What became of what somebody asked for. The numbers are stored and part of the contract: they are never given another meaning.</summary>
internal enum AuditOutcome
{
    /// <summary>It was carried out.</summary>
    Done = 1,

    /// <summary>It was refused, and nothing was changed.</summary>
    Refused = 2,

    /// <summary>It was begun, and its end is not on record: it failed in between, or the node ended.</summary>
    Unknown = 3,
}
