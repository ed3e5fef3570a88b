namespace Backorders.Actors.Storage;

/// <summary>What differs between the stores that Akka.Persistence.Sql writes to.</summary>
/// <param name="Provider">linq2db's name of the database.</param>
/// <param name="Schema">The schema of the tables; null where there are none.</param>
/// <param name="ReadIsolation">The isolation level of reads, in the plugin's words.</param>
/// <param name="WriteIsolation">The isolation level of writes, in the plugin's words.</param>
/// <param name="WriteDeadline">After this time a write without an answer is reported as failed, though it may land.</param>
internal sealed record SqlStoreSettings(
    string Provider, string? Schema, string ReadIsolation, string WriteIsolation, TimeSpan WriteDeadline);
