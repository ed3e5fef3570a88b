namespace Backorders.ReadModel.Port;

/// <summary>A warehouse's rows do not stand where the caller's change goes on from: another writer has moved them. Nothing was changed; begin anew at the stored cursor.</summary>
public sealed class RowsMovedException(string message) : Exception(message);
