
using Backorders.Actors.Port;

namespace Backorders.Actors.Calls;

/// <summary>What became of a <see cref="Passed"/> call.</summary>
/// <param name="Meeting">The link's beginning.</param>
/// <param name="Number">The call's number.</param>
/// <param name="Answer">The answer.</param>
internal sealed record Answered(long Meeting, long Number, WarehouseAnswer Answer) : INodeMessage;
