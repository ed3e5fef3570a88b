namespace Backorders.Partners.Exports.Documents;

/// <summary>A document that could not be written without changing what it says.</summary>
/// <param name="Cursor">The decision it is about.</param>
/// <param name="What">Which document.</param>
/// <param name="Why">The element and what is wrong with its value.</param>
public sealed record LeftOut(long Cursor, string What, string Why);
