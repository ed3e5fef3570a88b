using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Messages;
using Backorders.Domain.Values;

namespace Backorders.Domain.Actors;

/// <summary>
/// All tasks of a warehouse: which may be taken, who has which under a lease, and when leases end. A task is offered to one station at a time;
/// each lease has a fencing token that only rises, so a report by a station that lost its lease is recognised.
/// </summary>
/// <remarks>
/// The board also counts the tasks that become ready during a turn, for the stations that wait for work. Not counted are a task that is taken out and put back
/// because its sort keys changed, and one that became ready and was taken within the turn. The board also notes the stations that have fewer tasks to pick than
/// before, because they may take more.
/// </remarks>
internal sealed class TaskBoard
{
    private static readonly Comparer<WorkTask> ByUrgency = Comparer<WorkTask>.Create(CompareUrgency);
    private static readonly Comparer<WorkTask> ByExpiry = Comparer<WorkTask>.Create((a, b) =>
        a.LeaseExpiresAt.CompareTo(b.LeaseExpiresAt) is var byTime and not 0 ? byTime : a.Id.CompareTo(b.Id));

    private readonly Dictionary<TaskId, WorkTask> tasks = [];
    private readonly SortedDictionary<OwnerId, Shelf> ready = [];
    private readonly SortedSet<WorkTask> leased = new(ByExpiry);
    private readonly Dictionary<StationId, SortedSet<TaskId>> byStation = [];
    private readonly List<Shelf> gaining = [];
    private readonly List<StationId> relieved = [];
    private long turn;

    /// <summary>The number given to the last task.</summary>
    public long LastTaskId { get; set; }

    /// <summary>The number given to the last lease.</summary>
    public long LastToken { get; set; }

    public int ReadyCount { get; private set; }

    public int LeasedCount => leased.Count;

    /// <summary>How many of an owner's tasks may be leased now.</summary>
    public int ReadyOf(OwnerId owner) => ready.TryGetValue(owner, out Shelf? shelf) ? shelf.Tasks.Count : 0;

    /// <summary>How many of an owner's tasks are under lease.</summary>
    public int LeasedOf(OwnerId owner) => leased.Count(t => t.Item.Key.Owner == owner);

    /// <summary>When the next lease ends.</summary>
    public Instant NextExpiry => leased.Min?.LeaseExpiresAt ?? Instant.Never;

    public IEnumerable<WorkTask> All => tasks.Values;

    public WorkTask? Find(TaskId id) => tasks.GetValueOrDefault(id);

    public int HeldBy(StationId station) => byStation.TryGetValue(station, out SortedSet<TaskId>? held) ? held.Count : 0;

    public IReadOnlyList<WorkTask> TasksOf(StationId station) =>
        byStation.TryGetValue(station, out SortedSet<TaskId>? held) ? [.. held.Select(id => tasks[id])] : [];

    /// <summary>Whether a station has tasks of somebody else than this owner.</summary>
    public bool HoldsOthers(StationId station, OwnerId owner)
    {
        if (byStation.TryGetValue(station, out SortedSet<TaskId>? held))
        {
            foreach (TaskId id in held)
            {
                if (tasks[id].Item.Key.Owner != owner)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>How many tasks a station has under lease and has not picked yet.</summary>
    public int UnpickedBy(StationId station)
    {
        int unpicked = 0;
        if (byStation.TryGetValue(station, out SortedSet<TaskId>? held))
        {
            foreach (TaskId id in held)
            {
                unpicked += tasks[id].IsUnpicked ? 1 : 0;
            }
        }

        return unpicked;
    }

    public bool HasReady(OwnerId? owner) => owner is { } one ? ready.TryGetValue(one, out Shelf? shelf) && shelf.Tasks.Count > 0 : ReadyCount > 0;

    /// <summary>Begins to count the tasks that become ready, and the stations that may take more. A replay counts too; its counts are not read.</summary>
    public void BeginTurn()
    {
        turn++;
        gaining.Clear();
        relieved.Clear();
    }

    /// <summary>The stations from which a task that they had not picked was taken in this turn, or that picked one; each once.</summary>
    public IReadOnlyList<StationId> Relieved() => relieved.Count == 0 ? [] : [.. relieved.Distinct()];

    /// <summary>The tasks that are ready now and were not when the turn began: how many of which owner, in the owners' order.</summary>
    public IReadOnlyList<ReadyTasks> BecameReady() => gaining.Count switch
    {
        0 => [],
        1 => gaining[0].Gained > 0 ? [new ReadyTasks(gaining[0].Owner, gaining[0].Gained)] : [], // nearly every turn is one owner's
        _ => [.. gaining.Where(s => s.Gained > 0).Select(s => new ReadyTasks(s.Owner, s.Gained)).OrderBy(r => r.Owner)],
    };

    public void Receive(BoardMessage message, ITurn turn)
    {
        switch (message)
        {
            case EndLeases:
                foreach (WorkTask task in Expired(turn.Now))
                {
                    turn.Emit(new LeaseExpired(task.Id, task.Station, task.Attempts + 1 >= turn.Policy.TaskAttemptsMax) { Units = task.Quantity });
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(message), message, "The board does not answer to it.");
        }
    }

    public void Add(WorkTask task)
    {
        tasks.Add(task.Id, task);
        LastTaskId = Math.Max(LastTaskId, task.Id.Value);
        Offer(task);
    }

    /// <summary>Takes a finished task off the board.</summary>
    public void Forget(WorkTask task)
    {
        Withdraw(task);
        EndLease(task);
        tasks.Remove(task.Id);
    }

    /// <summary>Lets the task be taken, if it is in a state for it and its order is not on hold.</summary>
    public void Offer(WorkTask task)
    {
        bool takable = !task.HasHolder && task.State is TaskState.Ready or TaskState.Picked;
        bool shut = task.State == TaskState.Ready && task.Line is { Order.IsLaneShut: true };
        if (!takable || shut || task.Line is { Order.IsStopped: true })
        {
            return;
        }

        OwnerId owner = task.Item.Key.Owner;
        if (!ready.TryGetValue(owner, out Shelf? shelf))
        {
            ready.Add(owner, shelf = new Shelf(owner));
        }

        if (shelf.Tasks.Add(task))
        {
            ReadyCount++;
            Note(task, shelf, isReady: true);
        }
    }

    /// <summary>Keeps the task from being taken. Must be called before anything changes that orders the ready tasks.</summary>
    public void Withdraw(WorkTask task)
    {
        if (ready.TryGetValue(task.Item.Key.Owner, out Shelf? shelf) && shelf.Tasks.Remove(task))
        {
            ReadyCount--;
            Note(task, shelf, isReady: false);
        }
    }

    /// <summary>The most urgent ready tasks, for one owner's station or for one that serves all.</summary>
    public IReadOnlyList<WorkTask> Choose(OwnerId? owner, int max)
    {
        if (owner is { } one)
        {
            return ready.TryGetValue(one, out Shelf? shelf) ? [.. shelf.Tasks.Take(max)] : [];
        }

        return [.. ready.Values.SelectMany(shelf => shelf.Tasks.Take(max)).Order(ByUrgency).Take(max)];
    }

    public void Lease(WorkTask task, StationId station, FencingToken token, Instant expiresAt)
    {
        Withdraw(task);
        task.Station = station;
        task.Token = token;
        task.LeaseExpiresAt = expiresAt;
        task.State = task.State == TaskState.Ready ? TaskState.Leased : task.State;
        LastToken = Math.Max(LastToken, token.Value);
        Hold(task);
    }

    /// <summary>All its units are in the hands of the station that has it.</summary>
    public void Pick(WorkTask task)
    {
        NoteRelief(task);
        task.State = TaskState.Picked;
    }

    public void Renew(StationId station, Instant expiresAt)
    {
        foreach (WorkTask task in TasksOf(station))
        {
            leased.Remove(task);
            task.LeaseExpiresAt = expiresAt;
            leased.Add(task);
        }
    }

    /// <summary>Ends the lease without offering the task again.</summary>
    public void EndLease(WorkTask task)
    {
        if (!task.HasHolder)
        {
            return;
        }

        NoteRelief(task);
        leased.Remove(task);
        if (byStation.TryGetValue(task.Station, out SortedSet<TaskId>? held) && held.Remove(task.Id) && held.Count == 0)
        {
            byStation.Remove(task.Station);
        }

        task.Station = default;
        task.LeaseExpiresAt = Instant.Never;
    }

    /// <summary>A station gives the task back, or loses it: the task goes to the front, and the work done on it is kept.</summary>
    public void GiveBack(WorkTask task, bool parked)
    {
        EndLease(task);
        task.Attempts++;
        task.AtFront = true;
        TaskState kept = task.State == TaskState.Picked ? TaskState.Picked : TaskState.Ready;
        task.ParkedFrom = kept;
        task.State = parked ? TaskState.Parked : kept;
        Offer(task);
    }

    public void Unpark(WorkTask task)
    {
        task.State = task.ParkedFrom;
        task.Attempts = 0;
        Offer(task);
    }

    /// <summary>Tasks whose leases have ended by this time, earliest first.</summary>
    private IReadOnlyList<WorkTask> Expired(Instant now) => [.. leased.TakeWhile(t => t.LeaseExpiresAt <= now)];

    /// <summary>Puts a task on the board as a snapshot tells it.</summary>
    public void Restore(WorkTask task)
    {
        tasks.Add(task.Id, task);
        if (task.HasHolder)
        {
            Hold(task);
        }
        else
        {
            Offer(task);
        }
    }

    private void Note(WorkTask task, Shelf shelf, bool isReady)
    {
        if (task.ReadinessChangedIn != turn)
        {
            (task.ReadinessChangedIn, task.WasReady) = (turn, !isReady);
        }

        if (task.WasReady)
        {
            return;
        }

        if (shelf.GainingIn != turn)
        {
            (shelf.GainingIn, shelf.Gained) = (turn, 0);
            gaining.Add(shelf);
        }

        shelf.Gained += isReady ? 1 : -1;
    }

    private void NoteRelief(WorkTask task)
    {
        if (task.IsUnpicked)
        {
            relieved.Add(task.Station);
        }
    }

    private void Hold(WorkTask task)
    {
        leased.Add(task);
        if (!byStation.TryGetValue(task.Station, out SortedSet<TaskId>? held))
        {
            byStation.Add(task.Station, held = []);
        }

        held.Add(task.Id);
    }

    /// <summary>What came back first, then the nearest departure, then the oldest.</summary>
    private static int CompareUrgency(WorkTask a, WorkTask b)
    {
        int byFront = b.AtFront.CompareTo(a.AtFront);
        int byCutoff = byFront != 0 ? byFront : a.ShipBy.CompareTo(b.ShipBy);
        return byCutoff != 0 ? byCutoff : a.Id.CompareTo(b.Id);
    }

    /// <summary>The ready tasks of one owner, the most urgent first.</summary>
    private sealed class Shelf(OwnerId owner)
    {
        public OwnerId Owner { get; } = owner;

        public SortedSet<WorkTask> Tasks { get; } = new(ByUrgency);

        /// <summary>Of those that were not ready when turn <see cref="GainingIn"/> began, how many are now.</summary>
        public int Gained { get; set; }

        /// <summary>The last turn in which such a task came or went.</summary>
        public long GainingIn { get; set; }
    }
}
