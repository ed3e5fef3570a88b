namespace Backorders.Server.Audit;

/// <summary>The store of the audit did not do what it was asked to.</summary>
/// <param name="message">What happened, for a person.</param>
/// <param name="inner">What the store said, if it said anything.</param>
internal sealed class AuditStoreException(string message, Exception? inner) : Exception(message, inner);
