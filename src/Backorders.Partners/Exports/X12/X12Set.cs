namespace Backorders.Partners.Exports.X12;

/// <summary>A transaction set between its header and its trailer.</summary>
/// <param name="What">What it tells of, for a person who must be told that it could not be written.</param>
internal sealed record X12Set(string What)
{
    /// <summary>Its segments, each with its elements; empty elements hold the place of others.</summary>
    public List<string[]> Segments { get; } = [];

    /// <summary>Adds a segment.</summary>
    public X12Set Add(params string[] elements)
    {
        Segments.Add(elements);
        return this;
    }
}
