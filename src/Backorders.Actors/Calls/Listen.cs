namespace Backorders.Actors.Calls;

/// <summary>Gives a gateway the right to one <see cref="Durable"/>: so a node that is slow to hear is told less often, and never falls behind.</summary>
/// <param name="Meeting">The link's beginning.</param>
internal sealed record Listen(long Meeting) : INodeMessage;
