using System.Text;
using Backorders.Partners.Webhooks;
using Backorders.Partners.Webhooks.Endpoints;
using Google.Protobuf.WellKnownTypes;

namespace Backorders.Server.Webhooks;

/// <summary>Endpoints, tries and dead letters in the words of the contract.</summary>
internal static class WebhookForms
{
    public static V1.WebhookEndpoint Endpoint(WebhookSnapshot snapshot, IReadOnlyDictionary<string, long> highWaters, DateTimeOffset now)
    {
        WebhookEndpoint e = snapshot.Endpoint;
        return new V1.WebhookEndpoint
        {
            EndpointId = e.Id,
            Owner = e.Owner,
            Url = e.Url,
            Description = e.Description,
            Warehouses = { e.Warehouses },
            Kinds = { e.Kinds.Select(k => (V1.EventKind)k) },
            OrderNo = e.OrderNo,
            Sku = e.Sku,
            Suspended = (V1.SuspensionReason)e.Suspended,
            SuspendedAt = Time(e.SuspendedAt),
            SuspendedBecause = e.SuspendedBecause,
            Positions = { snapshot.Positions.Select(p => Position(p, highWaters)) },
            DeadLetters = snapshot.DeadLetters,
            CreatedAt = Time(e.CreatedAt),
            CreatedBy = e.CreatedBy,
            OldSecretUntil = Time(e.Secrets.Skip(1).Select(s => s.Until).FirstOrDefault(until => until > now)),
        };
    }

    public static V1.WebhookDelivery Delivery(DeliveryAttempt a) => new()
    {
        MessageId = a.MessageId,
        Warehouse = a.Warehouse,
        FirstCursor = a.FirstCursor,
        Cursor = a.Cursor,
        At = Time(a.At),
        Attempt = a.Attempt,
        Outcome = (V1.DeliveryOutcome)a.Outcome,
        HttpStatus = a.HttpStatus,
        Error = a.Error,
        Milliseconds = (long)a.Duration.TotalMilliseconds,
    };

    public static V1.WebhookDeadLetter DeadLetter(DeadLetter l) => new()
    {
        MessageId = l.MessageId,
        Warehouse = l.Warehouse,
        Cursor = l.Cursor,
        SetAsideAt = Time(l.SetAsideAt),
        Attempts = l.Attempts,
        HttpStatus = l.HttpStatus,
        Error = l.Error,
        Body = Encoding.UTF8.GetString(l.Body),
    };

    public static Timestamp? Time(DateTimeOffset? at) => at is { } time ? Timestamp.FromDateTimeOffset(time) : null;

    private static V1.WebhookPosition Position(DeliveryPosition p, IReadOnlyDictionary<string, long> highWaters) => new()
    {
        Warehouse = p.Warehouse,
        Cursor = p.Cursor,
        HighWater = highWaters.GetValueOrDefault(p.Warehouse),
        Attempts = p.Attempts,
        FirstTriedAt = Time(p.FirstFailedAt),
        NextTryAt = Time(p.NextTryAt),
        LastError = p.LastError,
    };
}
