namespace Backorders.Partners.Webhooks.Stores;

/// <summary>The store of the webhooks did not do what it was asked to.</summary>
/// <param name="message">What happened, for a person.</param>
/// <param name="inner">What the store said, if it said anything.</param>
public sealed class WebhookStoreException(string message, Exception? inner) : Exception(message, inner);
