namespace Backorders.Cli.Demo.Replay;

/// <summary>Rows of the file that belong together.</summary>
/// <param name="No">Its number.</param>
/// <param name="At">When, in seconds since 1970.</param>
/// <param name="Customer">May be empty.</param>
/// <param name="Lines">In the order of the file.</param>
internal sealed record Invoice(string No, long At, string Customer, List<InvoiceLine> Lines)
{
    /// <summary>Whether customers send goods back by it.</summary>
    public bool IsReturn => No.StartsWith('C');
}
