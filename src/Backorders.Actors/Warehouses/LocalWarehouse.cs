using Backorders.Domain;
using Backorders.Engine;

namespace Backorders.Actors.Warehouses;

/// <summary>
/// What this node shows of one warehouse to those outside its actors: its turns as they become durable, whether there is work, how it is. It outlives the actors, so that
/// whoever follows need not know that the warehouse left and came back. Written by the warehouse's actors, read by anybody.
/// </summary>
internal sealed class LocalWarehouse(WarehouseId id, int feedTurns, long feedBytes)
{
    private volatile string? trouble;
    private volatile EngineState state = EngineState.Starting;
    private int waiting;
    private long invariantFaults;

    public WarehouseId Id => id;

    /// <summary>The last durable turns.</summary>
    public TurnFeed Feed { get; } = new(feedTurns, feedBytes);

    /// <summary>Says when a station may find a task that it could not find before.</summary>
    public WorkSignal Work { get; } = new();

    /// <summary>Invariants that were found broken; must read 0.</summary>
    public long InvariantFaults => Interlocked.Read(ref invariantFaults);

    public EngineState State
    {
        get => state;
        set => state = value;
    }

    /// <summary>Why it is not ready, for a person; null when all is well.</summary>
    public string? Trouble
    {
        get => trouble;
        set => trouble = value;
    }

    public void NoteInvariantFault() => Interlocked.Increment(ref invariantFaults);

    /// <summary>Calls that wait for it.</summary>
    public int Waiting
    {
        get => Volatile.Read(ref waiting);
        set => Volatile.Write(ref waiting, value);
    }
}
