using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Server.Services;

/// <summary>What to play again, and how.</summary>
/// <param name="Warehouse">Where.</param>
/// <param name="From">The first moment; null for the beginning of the journal.</param>
/// <param name="To">The end; null for now.</param>
/// <param name="Proposed">The policy to try.</param>
/// <param name="Owner">Whose orders count; null for all.</param>
internal sealed record SimulationWindow(WarehouseId Warehouse, Instant? From, Instant? To, SetPolicy Proposed, OwnerId? Owner);
