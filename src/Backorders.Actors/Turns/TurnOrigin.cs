using System.Net;

namespace Backorders.Actors.Turns;

/// <summary>How a command came in, for the audit. Nothing is decided by it.</summary>
/// <param name="Call">The name of the call, such as <c>Receive</c>.</param>
/// <param name="Address">Where it came from; null when that is not known.</param>
/// <param name="Roles">The roles of the key, as bits.</param>
public sealed record TurnOrigin(string Call, IPAddress? Address, int Roles);
