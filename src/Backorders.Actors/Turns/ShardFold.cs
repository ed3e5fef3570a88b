using Backorders.Domain;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Actors.Turns;

/// <summary>The state behind a journal: the fold of its turns up to <see cref="LastSeq"/>. Used by one thread at a time, and shared with nobody.</summary>
internal sealed class ShardFold
{
    private readonly Dictionary<WarehouseId, HostedWarehouse> warehouses = [];

    /// <summary>The last turn that is in the state.</summary>
    public long LastSeq { get; private set; }

    /// <summary>The chain at that turn.</summary>
    public ChainHash Head { get; private set; }

    /// <summary>Where the snapshot stands that it began with; 0 when it began with nothing.</summary>
    public long SnapshotSeq { get; private init; }

    /// <summary>The time of that turn: no later one is decided earlier.</summary>
    public Instant LastAt { get; private set; }

    /// <summary>The warehouses, in the order of their ids.</summary>
    public IEnumerable<HostedWarehouse> Warehouses => warehouses.OrderBy(w => w.Key).Select(w => w.Value);

    public static ShardFold At(long seq, ChainHash head, Instant at) => new() { LastSeq = seq, SnapshotSeq = seq, Head = head, LastAt = at };

    public HostedWarehouse? Find(WarehouseId id) => warehouses.GetValueOrDefault(id);

    public void Add(HostedWarehouse state) => warehouses.Add(state.Warehouse.Id, state);

    /// <summary>The state of a warehouse, empty when no turn of it was seen yet.</summary>
    public HostedWarehouse FindOrAdd(WarehouseId id)
    {
        if (!warehouses.TryGetValue(id, out HostedWarehouse? state))
        {
            warehouses.Add(id, state = new HostedWarehouse(new Warehouse(id), new AnswerIndex()));
        }

        return state;
    }

    /// <summary>Notes a turn whose events are in the state already, because the warehouse has just decided it.</summary>
    public void Note(TurnRecord turn, long seq, ChainHash head, HostedWarehouse state)
    {
        LastSeq = seq;
        Head = head;
        LastAt = turn.At;
        state.Answers.Add(turn.Key, seq, turn.At);
    }

    /// <summary>Folds a stored turn into the state.</summary>
    public void Apply(TurnRecord turn, long seq, ChainHash head)
    {
        HostedWarehouse state = FindOrAdd(turn.Warehouse);
        IReadOnlyList<Event> events = turn.Events;
        for (int i = 0; i < events.Count; i++)
        {
            state.Warehouse.Apply(events[i], turn.At);
        }

        Note(turn, seq, head, state);
    }
}
