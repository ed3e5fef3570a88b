using Backorders.Domain.Values;

namespace Backorders.Server.Audit;

/// <summary>Who did what to which thing, when, from where, and what became of it. Texts are cut to <see cref="TextMax"/>: some of them are a stranger's.</summary>
internal sealed record AuditRecord
{
    /// <summary>The longest text of a record, in characters.</summary>
    public const int TextMax = 200;

    /// <summary>Its name; later ones sort behind earlier ones.</summary>
    public required string Id { get; init; }

    /// <summary>When it was asked for; of refusals that are counted together, the first.</summary>
    public required Instant At { get; init; }

    /// <summary>The last of them.</summary>
    public required Instant LastAt { get; init; }

    /// <summary>How many refusals it stands for.</summary>
    public long Times { get; init; } = 1;

    /// <summary>Who asked: the key's name; empty when the key is not known.</summary>
    public string KeyId { get; init => field = Cut(value); } = string.Empty;

    /// <summary>The owner that it acted for; empty for none.</summary>
    public string Owner { get; init => field = Cut(value); } = string.Empty;

    /// <summary>The roles of the key, as bits.</summary>
    public int Roles { get; init; }

    /// <summary>The IP address that it came from; empty when that is not known.</summary>
    public string Address { get; init; } = string.Empty;

    /// <summary>The node that wrote it.</summary>
    public string Node { get; init; } = string.Empty;

    /// <summary>The warehouse that it is about; empty for none.</summary>
    public string Warehouse { get; init => field = Cut(value); } = string.Empty;

    /// <summary>The name of the call, such as <c>SealShard</c>; empty for what is no call.</summary>
    public string Call { get; init => field = Cut(value); } = string.Empty;

    /// <summary>What kind of thing it is about, such as <c>shard</c>; empty for none.</summary>
    public string Thing { get; init; } = string.Empty;

    /// <summary>The thing's number or name.</summary>
    public string Number { get; init => field = Cut(value); } = string.Empty;

    /// <summary>What became of it.</summary>
    public AuditOutcome Outcome { get; init; }

    /// <summary>The gRPC status; 0 when it was carried out.</summary>
    public int Status { get; init; }

    /// <summary>The reason for programs, such as <c>ROLE_MISSING</c>.</summary>
    public string Reason { get; init; } = string.Empty;

    /// <summary>What else is to be known, for a person.</summary>
    public string Detail { get; init => field = Cut(value); } = string.Empty;

    /// <summary>The name of a call by its path: calls of the contract have one, other addresses stay as they are.</summary>
    public static string CallOf(string path) => path.StartsWith("/backorders.v1.", StringComparison.Ordinal) ? path[(path.LastIndexOf('/') + 1)..] : path;

    private static string Cut(string text) => text.Length <= TextMax ? text : string.Concat(text.AsSpan(0, TextMax - 1), "…");
}
