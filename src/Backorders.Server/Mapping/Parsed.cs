using Backorders.Actors.Port;
using Backorders.Domain.Values;

namespace Backorders.Server.Mapping;

/// <summary>A message that has crossed the border: a command for a warehouse, or why it is none.</summary>
/// <param name="Request">What to submit; null when refused.</param>
/// <param name="Refused">What was wrong with the message.</param>
/// <param name="Call">The name of the call, also of what did not become a command.</param>
internal readonly record struct Parsed(CommandRequest? Request, Refused? Refused, string Call);
