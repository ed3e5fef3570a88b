namespace Backorders.Postgres;

/// <summary>The database cannot be used as it is. The message is one line for a person and names the setting that is to be changed; nothing secret is in it.</summary>
/// <param name="message">What is wrong, and what would be right.</param>
/// <param name="inner">What the server said, if it said anything.</param>
public sealed class PostgresStartException(string message, Exception? inner = null) : Exception(message, inner);
