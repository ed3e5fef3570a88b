using Backorders.ReadModel;
using Backorders.ReadModel.Port;

namespace Backorders.Server.ReadModel;

/// <summary>A store of read models, from its two sides.</summary>
/// <param name="Store">Written by the feeders.</param>
/// <param name="Queries">Read by reports.</param>
internal sealed record ReadModelParts(IReadModelStore Store, IReadModelQueries Queries);
