namespace Backorders.Actors.Hosting.Doors;

/// <summary>
/// A node cannot take its place in the cluster as it is set up. The message is one line for a person and names the setting that is to be changed.
/// </summary>
/// <param name="message">What is wrong, and what would be right.</param>
/// <param name="inner">What lies behind it, if anything.</param>
public sealed class ClusterStartException(string message, Exception? inner = null) : Exception(message, inner);
