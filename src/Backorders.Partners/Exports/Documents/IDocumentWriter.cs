using Backorders.Partners.Exports.Story;

namespace Backorders.Partners.Exports.Documents;

/// <summary>Writes the documents of one format.</summary>
internal interface IDocumentWriter
{
    /// <summary>Documents written so far.</summary>
    long Written { get; }

    /// <summary>Tells of an event, or not, if it is none that this format tells of.</summary>
    void Write(ToldEvent moment);

    /// <summary>All events of a decision were told.</summary>
    void EndDecision(long cursor);

    /// <summary>Nothing more comes.</summary>
    void Finish();
}
