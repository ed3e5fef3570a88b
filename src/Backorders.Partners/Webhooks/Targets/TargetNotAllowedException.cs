namespace Backorders.Partners.Webhooks.Targets;

/// <summary>An address may not be called; the message says why and what would be right.</summary>
/// <param name="message">For a person.</param>
public sealed class TargetNotAllowedException(string message) : Exception(message);
