namespace Backorders.Actors.Port;

/// <summary>Whether this node's warehouses are ready, for health checks.</summary>
public enum WarehouseHostState
{
    /// <summary>Built, not started.</summary>
    Starting = 0,

    /// <summary>A warehouse is reading its journal: at the start, or after its store had failed.</summary>
    Recovering = 1,

    /// <summary>Every warehouse takes commands.</summary>
    Ready = 2,

    /// <summary>No new command is taken; those that were taken are finished.</summary>
    Stopping = 3,

    /// <summary>Nothing runs any more.</summary>
    Stopped = 4,
}
