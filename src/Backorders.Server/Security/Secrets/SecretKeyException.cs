namespace Backorders.Server.Security.Secrets;

/// <summary>Something is encrypted under a key that was not given, or is not what was encrypted; the message names fingerprints, never keys.</summary>
/// <param name="message">For a person.</param>
public sealed class SecretKeyException(string message) : Exception(message);
