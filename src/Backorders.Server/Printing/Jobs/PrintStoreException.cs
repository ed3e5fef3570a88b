namespace Backorders.Server.Printing.Jobs;

/// <summary>Printers and print jobs cannot be read or written now. Whether a change was made is not known.</summary>
internal sealed class PrintStoreException(string message, Exception? inner) : Exception(message, inner);
