namespace Backorders.Partners.Exports.Documents;

/// <summary>A value that a document cannot hold as it is.</summary>
internal sealed class UnwritableException(string what, string why) : Exception(why)
{
    public string What { get; } = what;
}
