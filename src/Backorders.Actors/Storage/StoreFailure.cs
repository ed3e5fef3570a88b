namespace Backorders.Actors.Storage;

/// <summary>What a failed write means.</summary>
/// <param name="Kind">What is known of the row.</param>
/// <param name="Message">One line for a person; it names the setting, where there is one.</param>
public sealed record StoreFailure(StoreFailureKind Kind, string Message);
