namespace Backorders.ReadModel.Port;

/// <summary>An event names a row that is not there: the read model does not belong to this journal, and must be built anew.</summary>
public sealed class RowMissingException(string message) : Exception(message);
