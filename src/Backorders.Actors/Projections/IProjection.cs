using Backorders.Domain.Ids;


namespace Backorders.Actors.Projections;

/// <summary>
/// Something that is made of a warehouse's turns beside the warehouse, by the node that serves it: rows for reports, deliveries to partners. When it runs is decided here; what it makes, and where it
/// keeps how far it is, is its own matter.
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
