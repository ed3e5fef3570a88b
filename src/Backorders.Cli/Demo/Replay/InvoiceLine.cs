namespace Backorders.Cli.Demo.Replay;

/// <summary>A row of the file.</summary>
/// <param name="LineNo">Its number on the invoice.</param>
/// <param name="Sku">The code, its case kept.</param>
/// <param name="Quantity">Negative: goods that come back, or a correction of the stock.</param>
internal readonly record struct InvoiceLine(int LineNo, string Sku, long Quantity);
