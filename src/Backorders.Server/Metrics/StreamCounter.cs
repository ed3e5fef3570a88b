using System.Diagnostics.Metrics;

namespace Backorders.Server.Metrics;

/// <summary>Counts the messages of one kind of stream.</summary>
internal sealed class StreamCounter(Counter<long> messages, string stream)
{
    private readonly KeyValuePair<string, object?> name = new("stream", stream);
    private static readonly KeyValuePair<string, object?> Carried = new("outcome", "carried_out");
    private static readonly KeyValuePair<string, object?> Refused = new("outcome", "refused");

    public void Answered(bool refused) => messages.Add(1, name, refused ? Refused : Carried);
}
