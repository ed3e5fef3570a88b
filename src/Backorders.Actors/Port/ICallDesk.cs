namespace Backorders.Actors.Port;

/// <summary>Carries out public calls at the node that serves their warehouse, whichever node took them from the client.</summary>
public interface ICallDesk
{
    /// <summary>
    /// Carries a request out, exactly as if its client had called this node. A message of a client's stream is put into its warehouse's queue within this call, so that
    /// requests which are handed over one after the other keep their order.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <returns>What became of it; the task does not fail.</returns>
    Task<WarehouseAnswer> CarryOutAsync(WarehouseRequest request);
}
