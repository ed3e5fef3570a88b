using System.Collections.Frozen;
using Backorders.Domain.Ids;

namespace Backorders.Server.Security;

/// <summary>Who has logged in through an issuer, as the login found it. It stands in the cookie: no key of this node says it again, so it counts until the login ends.</summary>
/// <param name="Issuer">The issuer's name in the settings; where logins through it are not offered any more, nobody is logged in through it.</param>
/// <param name="Id">The person in audits: issuer and subject.</param>
/// <param name="Called">What pages call the person; null for the id.</param>
/// <param name="Owner">The owner whose goods it is about; null for the building's own people.</param>
/// <param name="Roles">What it may do.</param>
/// <param name="Warehouses">Where; empty for everywhere.</param>
internal sealed record PageIdentity(string Issuer, string Id, string? Called, string? Owner, Role Roles, IReadOnlyList<string> Warehouses)
{
    /// <summary>The identity of whom a token names.</summary>
    public static PageIdentity Of(string issuer, Caller caller, string? called) => new(issuer, caller.Id, called, caller.Owner?.Value, caller.Roles, [.. caller.Warehouses.Select(w => w.Value)]);

    /// <summary>Who makes calls by it.</summary>
    public Caller ToCaller() => new(Id, Owner is null ? null : new OwnerId(Owner), Roles, Warehouses.Select(w => new WarehouseId(w)).ToFrozenSet()) { IsBound = Owner is not null };
}
