using System.Net;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Port;

/// <summary>What a caller may do, as the node that took the call found out: it is sent along with a call that is passed on.</summary>
/// <param name="KeyId">The key's name, for the audit.</param>
/// <param name="Owner">Whose goods the call is about; null for the warehouse's own people when they named no owner.</param>
/// <param name="Roles">What it may do, as bits.</param>
/// <param name="Warehouses">Where; empty for everywhere.</param>
public sealed record CallerRights(string KeyId, OwnerId? Owner, int Roles, IReadOnlyList<WarehouseId> Warehouses)
{
    /// <summary>Where the call came from, for the audit; null when that is not known.</summary>
    public IPAddress? Address { get; init; }
}
