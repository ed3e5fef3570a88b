namespace Backorders.Server.Edge;

/// <summary>What the JSON form bounds.</summary>
/// <param name="MessageBytesMax">The largest request body, after decompression.</param>
internal sealed record JsonLimits(int MessageBytesMax);
