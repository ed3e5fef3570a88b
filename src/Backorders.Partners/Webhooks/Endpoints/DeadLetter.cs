namespace Backorders.Partners.Webhooks.Endpoints;

/// <summary>A content that a receiver rejected, kept as it was sent.</summary>
/// <param name="EndpointId">Whose.</param>
/// <param name="MessageId">The id it was sent with, and is sent with again.</param>
/// <param name="Warehouse">Where it happened.</param>
/// <param name="Cursor">The decision in it.</param>
/// <param name="SetAsideAt">When it was given up.</param>
/// <param name="Attempts">Tries by then.</param>
/// <param name="HttpStatus">What the receiver answered last.</param>
/// <param name="Error">The same for a person.</param>
/// <param name="Body">The bytes that were sent.</param>
public sealed record DeadLetter(
    string EndpointId, string MessageId, string Warehouse, long Cursor, DateTimeOffset SetAsideAt, int Attempts, int HttpStatus, string Error, byte[] Body);
