namespace Backorders.Actors.Calls;

/// <summary>Asks a gateway for one <see cref="Durable"/>. A slow node asks less often, so messages never pile up for it.</summary>
/// <param name="Meeting">The link's beginning.</param>
internal sealed record Listen(long Meeting) : INodeMessage;
