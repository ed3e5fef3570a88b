namespace Backorders.Server.Common;

/// <summary>The two clocks of a node.</summary>
/// <param name="Decisions">What decisions are taken by and leases end by; may be driven from outside.</param>
/// <param name="Waiting">What connections wait by: always the wall clock in production, for a caller's patience knows no other.</param>
internal sealed record NodeClock(TimeProvider Decisions, TimeProvider Waiting);
