using Backorders.Actors.Port;

namespace Backorders.Server.Calls;

/// <summary>A client's stream at another node, of which messages are carried out here one by one.</summary>
internal interface ICarriedStream
{
    /// <summary>Carries one message out; it is put into its warehouse's queue within this call. The task does not fail.</summary>
    /// <param name="message">The message, or its bytes.</param>
    Task<WarehouseAnswer> CarryOutAsync(object message);
}
