using Backorders.Domain.Ids;


namespace Backorders.Actors.Port;

/// <summary>One message of the public API on its way to the node that serves its warehouse.</summary>
/// <param name="Warehouse">Where it goes; default for what a node itself is asked.</param>
/// <param name="Method">The path of its method in the public contract, such as <c>/backorders.v1.Receiving/Receive</c>.</param>
/// <param name="Message">The public message: a <c>Google.Protobuf.IMessage</c> on the node that took the call, its bytes on one that it was passed to.</param>
/// <param name="Rights">What the caller may do.</param>
/// <param name="Scope">What the message takes from its stream when it does not name it, such as the station; empty for nothing.</param>
public sealed record WarehouseRequest(WarehouseId Warehouse, string Method, object Message, CallerRights Rights, string Scope = "");
