namespace Backorders.Journal.Cluster;

/// <summary>A shard of a journal that one node has for itself.</summary>
/// <param name="Shard">The shard, from 0.</param>
/// <param name="Epoch">Rises with every grant; 0 when it was never taken.</param>
/// <param name="LastSeq">Its last row; 0 when there is none.</param>
/// <param name="Why">Why it is sealed; null when it is not.</param>
public sealed record SoleShard(int Shard, long Epoch, long LastSeq, string? Why);
