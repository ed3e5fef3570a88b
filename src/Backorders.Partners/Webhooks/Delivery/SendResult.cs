using Backorders.Partners.Webhooks.Endpoints;

namespace Backorders.Partners.Webhooks.Delivery;

/// <summary>What came of one try.</summary>
/// <param name="Outcome">How it went.</param>
/// <param name="HttpStatus">0 when there was no answer.</param>
/// <param name="Error">What went wrong; empty when nothing did.</param>
/// <param name="RetryAfter">How long the receiver asks to be left alone; null when it does not say.</param>
/// <param name="Duration">Until the answer.</param>
internal readonly record struct SendResult(DeliveryOutcome Outcome, int HttpStatus, string Error, TimeSpan? RetryAfter, TimeSpan Duration);
