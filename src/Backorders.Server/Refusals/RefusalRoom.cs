using System.Globalization;
using System.Text;
using Backorders.Domain.Values;

namespace Backorders.Server.Refusals;

/// <summary>
/// What a refusal has room for. Its message and its details travel in trailers, and clients drop a whole answer whose trailers are too large: grpc-java and the C core take 8 KiB
/// by default, the .NET client 64. So of a long text that a refusal repeats it tells only the beginning.
/// </summary>
internal static class RefusalRoom
{
    /// <summary>The bytes of a message as <c>grpc-message</c> has them; it travels once more among the details, which are written in Base64, four bytes for three.</summary>
    private const int MessageBytes = 1_500;

    /// <summary>The bytes of all names and values of the details; the rest of them is only counted.</summary>
    private const int DetailBytes = 2_400;

    private const int DetailsMax = 30;

    private const int ValueMax = 300;

    private const string Cut = "…";

    /// <summary>A message, or as much of its beginning as there is room for.</summary>
    public static string Message(string message) => Begin(message, MessageBytes, static r => r.Value is >= ' ' and <= '~' and not '%' ? 1 : r.Utf8SequenceLength * 3);

    /// <summary>Details, each value at most 300 characters; <c>more</c> counts those that have no room.</summary>
    public static Dictionary<string, string> Details(IReadOnlyCollection<KeyValuePair<string, string>> details)
    {
        Dictionary<string, string> kept = [];
        int bytes = 0;
        foreach ((string name, string value) in details)
        {
            string begin = Begin(value, ValueMax, static r => r.Utf16SequenceLength);
            bytes += Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(begin);
            if (kept.Count == DetailsMax || bytes > DetailBytes)
            {
                kept["more"] = (details.Count - kept.Count).ToString(CultureInfo.InvariantCulture);
                break;
            }

            kept[name] = begin;
        }

        return kept;
    }

    private static string Begin(string text, int room, Func<Rune, int> size)
    {
        int taken = 0;
        int fits = 0; // so many characters have room with the mark behind them
        int left = room - Cut.EnumerateRunes().Sum(size);
        foreach (Rune rune in text.EnumerateRunes())
        {
            room -= size(rune);
            left -= size(rune);
            if (room < 0)
            {
                return string.Concat(text.AsSpan(0, fits), Cut);
            }

            taken += rune.Utf16SequenceLength;
            fits = left >= 0 ? taken : fits;
        }

        return text;
    }
}
