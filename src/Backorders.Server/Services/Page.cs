using System.Globalization;
using Backorders.Domain.Values;
using Backorders.Server.Mapping;

namespace Backorders.Server.Services;

/// <summary>A page of a list. The token says how many entries came before; to clients it is opaque.</summary>
/// <param name="Skip">Entries before it.</param>
/// <param name="Size">Entries on it at most.</param>
internal readonly record struct Page(int Skip, int Size)
{
    private const int SizeDefault = 100;
    private const int SizeMax = 1_000;
    private const string TokenPrefix = "p";

    /// <summary>Entries to read: one more than shown tells whether there is a next page.</summary>
    public int Take => Size + 1;

    public static Page Read(ref Border border, int size, string token)
    {
        border.Within(size, 0, SizeMax, "page_size");
        int skip = 0;
        bool good = token.Length == 0 || (token.StartsWith(TokenPrefix, StringComparison.Ordinal)
            && int.TryParse(token.AsSpan(TokenPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out skip) && skip <= int.MaxValue - Limits.OrderLinesMax);
        if (!good)
        {
            border.Note(Refusal.InvalidValue, "page_token", "is not one that the page before gave");
        }

        return new Page(skip, size == 0 ? SizeDefault : size);
    }

    /// <summary>The token of the next page; empty when this was the last.</summary>
    public string Next(int found) => found > Size ? string.Create(CultureInfo.InvariantCulture, $"{TokenPrefix}{Skip + Size}") : string.Empty;
}
