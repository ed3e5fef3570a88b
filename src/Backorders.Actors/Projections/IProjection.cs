using Backorders.Domain.Ids;


namespace Backorders.Actors.Projections;

/// <summary>
/// Something that the node which serves a warehouse derives from its turns: rows for reports, deliveries to partners. This port decides when it runs. What it makes, and where it stores
/// its cursor, is up to the projection.
/// </summary>
/// <remarks>
/// A node that has lost a warehouse may not know it yet, so that two nodes can run the same projection for a moment: it must store its cursor together with what it made, and only in the place of the
/// cursor that it went on from.
/// </remarks>
public interface IProjection
{
    /// <summary>Its name, unlike any other's of the node: lower-case letters and dashes.</summary>
    string Name { get; }

    /// <summary>
    /// Follows a warehouse from where it stands, until the warehouse's feed ends. There is one run of a warehouse at a time on a node; one that fails while the warehouse is still served is begun
    /// again after a pause of seconds. It says itself why it failed.
    /// </summary>
    /// <param name="warehouse">The warehouse.</param>
    /// <param name="served">Fires when the warehouse is served here no more; what was read until then may still be finished.</param>
    /// <param name="cutOff">Fires when the node cannot wait for that any longer.</param>
    Task RunAsync(WarehouseId warehouse, CancellationToken served, CancellationToken cutOff);
}
