using System.Text.Json.Serialization;

namespace Backorders.Server.Security;

/// <summary>An API key as it stands in the key file: never the key itself, only its hash.</summary>
internal sealed record StoredKey
{
    /// <summary>Names the key in audits and logs.</summary>
    public string Id { get; init; } = string.Empty;

    /// <summary>SHA-256 of the salt and the key's text, in hex. Empty for an entry that has a <see cref="Certificate"/> in a key's place.</summary>
    public string Sha256 { get; init; } = string.Empty;

    /// <summary>The key's own salt, in hex. Not set for keys of before and those made by hand: SHA-256 of the text alone.</summary>
    public string? Salt { get; init; }

    /// <summary>The part of the key's text that is no secret, by which a salted one is found.</summary>
    public string? Lookup { get; init; }

    /// <summary>The client certificate that the entry means: alone, it is good in a key's place; beside a key, that key is good only with it.</summary>
    public StoredCertificate? Certificate { get; init; }

    /// <summary>The device that the entry lets in, in a key's place; null for a key or a certificate.</summary>
    public StoredDevice? Device { get; init; }

    /// <summary>The owner it is bound to; null or empty for the warehouse's own people, who serve all owners.</summary>
    public string? Owner { get; init; }

    /// <summary>What it may do.</summary>
    public IReadOnlyList<Role> Roles { get; init; } = [];

    /// <summary>Where it is good; empty for every warehouse of the node.</summary>
    public IReadOnlyList<string> Warehouses { get; init; } = [];

    /// <summary>When it runs out; not set for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was revoked; not set when it was not. Its id stays taken, for audits name it.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Who revoked it, as the tool was told; not set when that is not known.</summary>
    public string? RevokedBy { get; init; }

    /// <summary>What it was before it was rotated, and until when that is still good.</summary>
    public OldSecret? Old { get; init; }

    /// <summary>Whether it says the same of what the key may do.</summary>
    public bool MayTheSame(StoredKey other) =>
        (Owner ?? string.Empty) == (other.Owner ?? string.Empty) && Roles.Order().SequenceEqual(other.Roles.Order()) && Warehouses.Order().SequenceEqual(other.Warehouses.Order());
}

/// <summary>A key's text before it was rotated.</summary>
/// <param name="Sha256">As <see cref="StoredKey.Sha256"/>.</param>
/// <param name="Salt">As <see cref="StoredKey.Salt"/>.</param>
/// <param name="Lookup">As <see cref="StoredKey.Lookup"/>.</param>
/// <param name="Until">When it stops being good.</param>
internal sealed record OldSecret(string Sha256, string? Salt, string? Lookup, DateTimeOffset Until);
