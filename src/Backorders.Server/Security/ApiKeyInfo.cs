namespace Backorders.Server.Security;

/// <summary>A key as it stands in the key file, without what is secret.</summary>
/// <param name="Id">Names it in audits.</param>
/// <param name="Owner">The owner it is bound to; null or empty for the warehouse's own people.</param>
/// <param name="Roles">What it may do.</param>
/// <param name="Warehouses">Where; empty for everywhere.</param>
/// <param name="ExpiresAt">When it runs out; null for never.</param>
/// <param name="RevokedAt">When it was revoked; null when it was not.</param>
/// <param name="OldUntil">Until when its text from before it was rotated is good; null when it never was.</param>
/// <param name="IsSalted">Whether its hash has a salt of its own, as keys made by hand have not.</param>
/// <param name="Certificate">The client certificate that it stands for or is bound to, such as <c>name:dock-7.example.com</c>; null for none.</param>
/// <param name="IsDevice">Whether it lets in a device, which has no key.</param>
/// <param name="Station">The station as which the device works; null where that is chosen at the device.</param>
/// <param name="RevokedBy">Who revoked it; null when that is not known.</param>
public sealed record ApiKeyInfo(
    string Id, string? Owner, IReadOnlyList<Role> Roles, IReadOnlyList<string> Warehouses, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? OldUntil, bool IsSalted,
    string? Certificate = null, bool IsDevice = false, string? Station = null, string? RevokedBy = null);
