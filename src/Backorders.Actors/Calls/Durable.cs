namespace Backorders.Actors.Calls;

/// <summary>A warehouse's turns are durable up to this one. Their content is not sent: it is read from the store.</summary>
/// <param name="Meeting">The link's beginning.</param>
/// <param name="UpTo">The last durable turn.</param>
internal sealed record Durable(long Meeting, long UpTo) : INodeMessage;
