using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Backorders.Partners.Tests.Webhooks;

/// <summary>A delivery as it came in.</summary>
internal sealed record Received(string Id, string Timestamp, string Signatures, byte[] Body, string Path)
{
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The cursors of the decisions in it, in order.</summary>
    public IReadOnlyList<long> Cursors
    {
        get
        {
            using JsonDocument json = JsonDocument.Parse(Body);
            return json.RootElement.TryGetProperty("decisions", out JsonElement decisions)
                ? [.. decisions.EnumerateArray().Select(d => long.Parse(d.GetProperty("cursor").GetString()!, CultureInfo.InvariantCulture))]
                : [];
        }
    }
}
