namespace Backorders.Server.Security;

/// <summary>An API key as it stands in the key file: never the key itself, only its hash.</summary>
internal sealed record StoredKey
{
    /// <summary>Names the key in audits and logs.</summary>
    public string Id { get; init; } = string.Empty;

    /// <summary>SHA-256 of the key's text, in hex.</summary>
    public string Sha256 { get; init; } = string.Empty;

    /// <summary>The owner it is bound to; null or empty for the warehouse's own people, who serve all owners.</summary>
    public string? Owner { get; init; }

    /// <summary>What it may do.</summary>
    public IReadOnlyList<Role> Roles { get; init; } = [];

    /// <summary>Where it is good; empty for every warehouse of the node.</summary>
    public IReadOnlyList<string> Warehouses { get; init; } = [];
}
