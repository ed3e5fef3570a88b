namespace Backorders.Server.Security.Tokens;

/// <summary>An issuer's keys cannot be had now, so nobody can tell whether a token is good.</summary>
/// <param name="why">For the log: it may name addresses inside.</param>
internal sealed class IssuerUnavailableException(string why) : Exception(why);
