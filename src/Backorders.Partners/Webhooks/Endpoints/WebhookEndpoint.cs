namespace Backorders.Partners.Webhooks.Endpoints;

/// <summary>Where somebody wants to be told what happens. Kept in the store as it is here; properties are only added.</summary>
public sealed record WebhookEndpoint
{
    /// <summary>Names it; made from the request that created it, so a repeated request finds it.</summary>
    public required string Id { get; init; }

    /// <summary>Whose events it is told; empty for every owner's.</summary>
    public string Owner { get; init; } = string.Empty;

    /// <summary>Where deliveries go.</summary>
    public required string Url { get; init; }

    /// <summary>For people.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>Of which warehouses.</summary>
    public IReadOnlyList<string> Warehouses { get; init; } = [];

    /// <summary>Numbers of the kinds it is told; empty for all.</summary>
    public IReadOnlyList<int> Kinds { get; init; } = [];

    /// <summary>The order it is told of; empty for all.</summary>
    public string OrderNo { get; init; } = string.Empty;

    /// <summary>The SKU it is told of; empty for all.</summary>
    public string Sku { get; init; } = string.Empty;

    /// <summary>Whether it is told of the building itself.</summary>
    public bool TellsBuilding { get; init; }

    /// <summary>The secrets that deliveries are signed with, the present one first.</summary>
    public IReadOnlyList<WebhookSecret> Secrets { get; init; } = [];

    /// <summary>Why it gets nothing.</summary>
    public SuspensionReason Suspended { get; init; }

    /// <summary>Since when.</summary>
    public DateTimeOffset? SuspendedAt { get; init; }

    /// <summary>What was the last straw; may be empty.</summary>
    public string SuspendedBecause { get; init; } = string.Empty;

    /// <summary>Raised when the filter changes: what is sent then is not what was sent before, and must not bear the same id.</summary>
    public int Revision { get; init; } = 1;

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it: the id of a credential.</summary>
    public string CreatedBy { get; init; } = string.Empty;

    /// <summary>Digest of the request that made it, to tell a repeat from another content.</summary>
    public string RequestDigest { get; init; } = string.Empty;

    /// <summary>The request that gave it its present secret; empty for the first one.</summary>
    public string RotatedBy { get; init; } = string.Empty;

    /// <summary>How often it had been stored when it was read; 0 for one that never was. A store takes it in the place of that very one alone.</summary>
    public long Version { get; init; }

    /// <summary>As it is once a store has taken it.</summary>
    public WebhookEndpoint Stored() => this with { Version = Version + 1 };

    /// <summary>The secrets that are good at a time.</summary>
    public IEnumerable<string> SecretsAt(DateTimeOffset now) => Secrets.Where(s => s.Until is not { } end || now < end).Select(s => s.Text);
}
