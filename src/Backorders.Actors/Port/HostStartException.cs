namespace Backorders.Actors.Port;

/// <summary>The warehouses of this node cannot take their place among others; the message names the setting.</summary>
/// <param name="message">What is wrong, and what would be right.</param>
/// <param name="inner">Where it showed.</param>
public sealed class HostStartException(string message, Exception? inner = null) : Exception(message, inner);
