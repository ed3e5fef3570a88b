namespace Backorders.Simulation.Tests;

/// <summary>Faults that are built in on purpose: a simulation that does not find them finds nothing.</summary>
public enum PlantedBug
{
    /// <summary>None.</summary>
    None,

    /// <summary>The journal says "durable" before it is.</summary>
    AcknowledgesEarly,

    /// <summary>The journal lets an earlier owner of the shard write.</summary>
    DoesNotFence,

    /// <summary>The journal loses the last row of some batches.</summary>
    LosesARow,

    /// <summary>Retries come under a new key.</summary>
    ForgetsKeys,
}
