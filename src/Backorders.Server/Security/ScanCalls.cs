using System.Collections.Frozen;

namespace Backorders.Server.Security;

/// <summary>
/// The calls that book goods which somebody holds in the hand: they are never refused by a limit, for the goods are there whatever the node says. They count, and a stream of them may be read
/// more slowly, by the limit of its own key alone.
/// </summary>
internal static class ScanCalls
{
    private static readonly FrozenSet<string> All = new[]
    {
        "Receive", "ReceiveStream", "ReceiveContainer", "ReceiveReturn", "ReverseReceipt", "CountStock", "SetQuality", "DisposeUnits",
    }.Select(call => "/backorders.v1.Receiving/" + call).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a call is one of them, by its path.</summary>
    public static bool Has(string path) => All.Contains(path);
}
