namespace Backorders.Actors.Storage;

/// <summary>Stores rows by a statement that is prepared once: what the plugin does by linq2db with a transaction of its own for each row.</summary>
internal interface IRowWriter
{
    /// <summary>
    /// Stores rows of one warehouse, all or none. Nothing that the caller does interrupts a write that has begun. Calls of different warehouses may be under way at the same
    /// time; a warehouse has one.
    /// </summary>
    /// <param name="warehouse">The persistence id.</param>
    /// <param name="rows">The rows, in the order of their numbers; at least one. They may not be changed afterwards.</param>
    /// <returns>Ends when they are durable. It fails when they are not, or when nobody knows: <see cref="ITurnStore.Explain"/> tells which.</returns>
    Task WriteAsync(string warehouse, IReadOnlyList<StoredPayload> rows);
}
