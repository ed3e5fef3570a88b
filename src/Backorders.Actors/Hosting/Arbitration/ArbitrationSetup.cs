using Akka.Actor.Setup;
using Microsoft.Extensions.Logging;

namespace Backorders.Actors.Hosting.Arbitration;

/// <summary>Hands the arbiter to <see cref="RowLease"/>, which Akka makes by its type's name.</summary>
/// <param name="arbiter">Who decides.</param>
/// <param name="time">What waits are measured by.</param>
/// <param name="log">Where it says what came of it.</param>
public sealed class ArbitrationSetup(IArbiter arbiter, TimeProvider time, ILogger<RowLease> log) : Setup
{
    /// <summary>Who decides.</summary>
    public IArbiter Arbiter { get; } = arbiter;

    /// <summary>What waits are measured by.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>Where the lease says what came of it.</summary>
    public ILogger<RowLease> Log { get; } = log;
}
