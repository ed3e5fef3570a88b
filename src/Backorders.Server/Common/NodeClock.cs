using Backorders.Server.Options;

namespace Backorders.Server.Common;

/// <summary>The clocks of a node.</summary>
/// <param name="Decisions">What decisions are taken by and leases end by; may be driven from outside.</param>
/// <param name="Waiting">What connections wait by: always the wall clock in production, for a caller's patience knows no other.</param>
internal sealed record NodeClock(TimeProvider Decisions, TimeProvider Waiting)
{
    /// <summary>What keys run out by: the clock of decisions, unless that is driven, for a key is good in the world's time and not in a replay's.</summary>
    public TimeProvider Keys => Decisions is DrivenTimeProvider ? Waiting : Decisions;

    /// <summary>The clocks that the options ask for.</summary>
    /// <param name="options">The node's options.</param>
    /// <param name="time">What decisions are taken by, unless they are driven; null for the system's clock.</param>
    public static NodeClock Of(NodeOptions options, TimeProvider? time) => new(
        options.Clock == ClockMode.Driven ? new DrivenTimeProvider(options.ClockStart ?? TimeProvider.System.GetUtcNow()) : time ?? TimeProvider.System,
        TimeProvider.System);
}
