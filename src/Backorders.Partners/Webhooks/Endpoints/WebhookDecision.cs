namespace Backorders.Partners.Webhooks.Endpoints;

/// <summary>A decision as it is told, or only how far the feed has got.</summary>
/// <param name="Cursor">Everything up to here has been told.</param>
/// <param name="At">When it was taken.</param>
/// <param name="Json">The decision as a JSON object; empty when there is nothing to tell.</param>
public sealed record WebhookDecision(long Cursor, DateTimeOffset At, ReadOnlyMemory<byte> Json);
