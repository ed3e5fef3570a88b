namespace Backorders.Actors.Calls;

/// <summary>A warehouse's turns are durable up to one; nothing else is told, for what they say stands in the store.</summary>
/// <param name="Meeting">The link's beginning.</param>
/// <param name="UpTo">The last durable turn.</param>
internal sealed record Durable(long Meeting, long UpTo) : INodeMessage;
