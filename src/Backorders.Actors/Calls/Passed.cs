
using Backorders.Actors.Port;

namespace Backorders.Actors.Calls;

/// <summary>One call from a link to its warehouse's gateway.</summary>
/// <param name="Meeting">The link's beginning.</param>
/// <param name="Number">The call's number at its link.</param>
/// <param name="After">The number of the call that was sent before it in this meeting; 0 for the first.</param>
/// <param name="Request">The call.</param>
internal sealed record Passed(long Meeting, long Number, long After, WarehouseRequest Request) : INodeMessage;
