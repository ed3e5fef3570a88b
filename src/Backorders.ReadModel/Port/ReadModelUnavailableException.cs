namespace Backorders.ReadModel.Port;

/// <summary>The read model's store cannot be used now. The journal, and so the warehouse, is not concerned.</summary>
public sealed class ReadModelUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
