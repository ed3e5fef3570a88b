namespace Backorders.Actors.Warehouses;

/// <summary>A shard was closed or opened without this node's doing: through another node, or in the store itself.</summary>
/// <param name="Shard">Which.</param>
/// <param name="Why">The reason; null when it was opened.</param>
internal sealed record SealChange(int Shard, string? Why);
