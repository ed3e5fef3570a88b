using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Backorders.Partners.Webhooks.Endpoints;

namespace Backorders.Partners.Webhooks.Delivery;

/// <summary>The decisions of one delivery.</summary>
internal sealed class DeliveryBatch
{
    private readonly List<WebhookDecision> decisions = [];
    private long bytes;

    public int Count => decisions.Count;

    public long Bytes => bytes;

    public long FirstCursor => decisions[0].Cursor;

    public long Cursor => decisions[^1].Cursor;

    public IReadOnlyList<WebhookDecision> Decisions => decisions;

    public static DeliveryBatch Of(WebhookDecision decision)
    {
        DeliveryBatch batch = new();
        batch.Add(decision);
        return batch;
    }

    public void Add(WebhookDecision decision)
    {
        decisions.Add(decision);
        bytes += decision.Json.Length;
    }

    /// <summary>
    /// The delivery's id: the same for the same content, made from what it is and not drawn, so that it is the same after a crash. It holds no full stop, as
    /// the specification of the signatures asks, and nothing that a user chose.
    /// </summary>
    public string IdFor(WebhookEndpoint endpoint, string warehouse)
    {
        string named = string.Create(CultureInfo.InvariantCulture, $"{endpoint.Id}|{endpoint.Revision}|{warehouse}|{FirstCursor}|{Cursor}");
        return "msg_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(named)).AsSpan(0, 16));
    }

    /// <summary>The body: <c>backorders.v1.WebhookBody</c> in its JSON form.</summary>
    public byte[] BodyFor(WebhookEndpoint endpoint, string warehouse)
    {
        using MemoryStream stream = new((int)bytes + 256);
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteString("type", "backorders.events");
            json.WriteString("timestamp", Time(decisions[^1].At));
            json.WriteString("endpointId", endpoint.Id);
            json.WriteString("warehouse", warehouse);
            json.WriteString("cursor", Cursor.ToString(CultureInfo.InvariantCulture));
            json.WriteStartArray("decisions");
            foreach (WebhookDecision decision in decisions)
            {
                json.WriteRawValue(decision.Json.Span, skipInputValidation: true);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>The body of a ping.</summary>
    public static byte[] Ping(WebhookEndpoint endpoint, DateTimeOffset now)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteString("type", "backorders.ping");
            json.WriteString("timestamp", Time(now));
            json.WriteString("endpointId", endpoint.Id);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
}
