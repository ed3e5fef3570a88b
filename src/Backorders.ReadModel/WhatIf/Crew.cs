using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.ReadModel.WhatIf;

/// <summary>
/// The people at the stations of a simulated warehouse. Work hangs on what there is to do, so it cannot be copied from the record; it is modelled, by the
/// same rule for every policy:
/// </summary>
/// <remarks>
/// <para><b>The rule.</b> A task lives the life of its counterpart in the record: the task of the same item and kind that was released at the same time and
/// has no other counterpart yet. It is leased, picked, packed and shipped in the same turns, and found short by as much. A task without a counterpart takes
/// its lags from the last task of its kind that was released no later. No randomness, no parameter.</para>
/// <para><b>Why.</b> Under the policy that was in force every task has its counterpart, so the modelled baseline is the record; how far it is not, the answer
/// tells. Lags hold everything that cannot be known from a journal: breaks, trucks' departures, the hour of the day, a full lane.</para>
/// <para><b>What it does not do.</b> People do not become scarcer: a policy that makes more tasks gets them worked off with the lags of the hour, and its price
/// shows as touches and tasks. Leases do not run out; those that did show as longer lags. So <see cref="Policy.LeaseSeconds"/> and
/// <see cref="Policy.TaskAttemptsMax"/> change nothing here.</para>
/// </remarks>
internal sealed class Crew(WorkRecord record, SimulatedWarehouse building)
{
    private static readonly StationId Station = new("WHAT-IF");
    private static readonly WorkStep[] AllSteps = [WorkStep.Lease, WorkStep.Pick, WorkStep.Pack, WorkStep.Ship];

    private readonly PriorityQueue<(TaskId Task, TaskFate Fate, WorkStep Step), (Moment At, long Order)> agenda = new();
    private readonly Dictionary<(SkuKey Item, TaskKind Kind), int> used = [];
    private readonly Dictionary<OrderKey, List<(TaskId Task, TaskFate Fate, WorkStep Step)>> onHold = [];
    private long order;
    private long token = 1L << 40;

    /// <summary>Tasks that live the life of a recorded one.</summary>
    public long Paired { get; private set; }

    /// <summary>Tasks that took their lags from another one.</summary>
    public long Borrowed { get; private set; }

    /// <summary>Shorts reported, as recorded.</summary>
    public long Shorts { get; private set; }

    /// <summary>When the next step is due.</summary>
    public Moment Next => agenda.TryPeek(out _, out (Moment At, long Order) due) ? due.At : Moment.Never;

    /// <summary>Takes over the tasks that are there at the start, and keeps the leases on them from running out.</summary>
    public void TakeOver(IEnumerable<TaskView> tasks, Instant now)
    {
        HashSet<StationId> holders = [];
        foreach (TaskView task in tasks)
        {
            if (task.Station.Value.Length > 0 && holders.Add(task.Station))
            {
                building.Apply(new LeasesRenewed(task.Station, Instant.Never), now);
            }

            if (record.Before.TryGetValue(task.Task, out TaskFate? fate))
            {
                Begin(task.Task, fate);
            }
        }
    }

    /// <summary>A task is before the stations.</summary>
    public void Take(TaskId task, TaskKind kind, SkuKey item, Instant now)
    {
        if (Counterpart(kind, item, now) is { } fate)
        {
            Paired++;
            Begin(task, fate);
        }
        else
        {
            Borrowed++;
            Borrow(task, kind, now);
        }
    }

    /// <summary>The order may ship again: what waited for that is done now.</summary>
    public void Released(OrderKey key, Instant now)
    {
        foreach ((TaskId Task, TaskFate Fate, WorkStep Step) waiting in onHold.Remove(key, out var steps) ? steps : [])
        {
            Schedule(waiting, new Moment(now, Moment.Last));
        }
    }

    /// <summary>A recall ended: parcels with units of the lot may leave, whatever order they are.</summary>
    public void RecallEnded(Instant now)
    {
        foreach (OrderKey key in onHold.Keys.ToArray())
        {
            Released(key, now);
        }
    }

    /// <summary>Does the next step.</summary>
    public void Step(Instant now)
    {
        (TaskId id, TaskFate fate, WorkStep step) = agenda.Dequeue();
        if (building.Warehouse.GetTask(id) is not { } task || task.State is TaskState.Done or TaskState.Short or TaskState.Recalled)
        {
            return;
        }

        if (step == WorkStep.Damage)
        {
            long unfit = Math.Min(fate.Unfit, task.Quantity.Units);
            building.Do(new ReportDamage(null, new Lease(id, task.Token), unfit, fate.Reason), now);
        }
        else if (step == WorkStep.GoOn)
        {
            Borrow(id, fate.Kind, now);
        }
        else if (IsHeldUp(task, step))
        {
            Wait(task.Line!.Value.Order, (id, fate, step));
        }
        else if (step == WorkStep.Ship && task.State == TaskState.Packed)
        {
            Ship(task, fate, now);
        }
        else
        {
            Do(task, fate, step, now);
            Follow(id, fate, step);
        }
    }

    private void Do(TaskView task, TaskFate fate, WorkStep step, Instant now)
    {
        if (task.State == TaskState.Parked)
        {
            building.Do(new UnparkTask(null, task.Task), now);
            task = building.Warehouse.GetTask(task.Task)!;
        }

        switch (step)
        {
            case WorkStep.Lease when task.State == TaskState.Ready:
                Lease(task, now);
                break;
            case WorkStep.Pick when task.State is TaskState.Ready or TaskState.Leased or TaskState.Started:
                Pick(Lease(task, now), fate, now);
                break;
            case WorkStep.Pack when task.State == TaskState.Picked:
                TaskView held = Lease(task, now);
                building.Do(new Pack(null, [new Lease(held.Task, held.Token)], "WHAT-IF"), now);
                break;
        }
    }

    /// <summary>A parcel that may not leave yet (not paid, the order not whole) waits until that changes.</summary>
    private void Ship(TaskView task, TaskFate fate, Instant now)
    {
        if (building.Try(new Ship(null, [task.Task], "WHAT-IF", string.Empty), now) is not null)
        {
            Wait(task.Line!.Value.Order, (task.Task, fate, WorkStep.Ship));
        }
    }

    private void Pick(TaskView task, TaskFate fate, Instant now)
    {
        Lease lease = new(task.Task, task.Token);
        long units = task.Quantity.Units;
        if (task.Kind == TaskKind.Count)
        {
            building.Do(new ConfirmPick(null, lease, Math.Max(0, units - fate.Missing)), now);
        }
        else if (fate.Missing > 0)
        {
            Shorts++;
            long picked = Math.Max(0, units - fate.Missing);
            building.Do(new ReportShort(null, lease, picked, fate.Reason) { Serials = SerialsOf(task, fate, picked) }, now);
        }
        else
        {
            building.Do(new ConfirmPick(null, lease, units) { Serials = SerialsOf(task, fate, units) }, now);
        }
    }

    private IReadOnlyList<Serial> SerialsOf(TaskView task, TaskFate fate, long units) =>
        task.Line is null ? [] : SerialChoice.Free(building.Warehouse, task.Item, fate.Serials, units);

    /// <summary>A lease without end, on this very task: which of the ready tasks a station takes first is part of the recorded lags.</summary>
    private TaskView Lease(TaskView task, Instant now)
    {
        if (task.Station.Value.Length > 0)
        {
            return task;
        }

        building.Apply(new TasksLeased(Station, Instant.Never, [new Lease(task.Task, new FencingToken(++token))]), now);
        return building.Warehouse.GetTask(task.Task)!;
    }

    /// <summary>Tasks of an order on hold are not offered, and its parcels do not leave.</summary>
    private bool IsHeldUp(TaskView task, WorkStep step) => task.Line is { } line && building.IsOnHold(line.Order)
        && (step == WorkStep.Ship || task.Station.Value.Length == 0);

    private void Wait(OrderKey key, (TaskId Task, TaskFate Fate, WorkStep Step) step)
    {
        if (!onHold.TryGetValue(key, out var steps))
        {
            onHold.Add(key, steps = []);
        }

        steps.Add(step);
    }

    private TaskFate? Counterpart(TaskKind kind, SkuKey item, Instant now)
    {
        IReadOnlyList<TaskFate> fates = record.Released(item, kind);
        int at = used.GetValueOrDefault((item, kind));
        while (at < fates.Count && fates[at].ReleasedAt < now)
        {
            at++;
        }

        bool found = at < fates.Count && fates[at].ReleasedAt == now;
        used[(item, kind)] = found ? at + 1 : at;
        return found ? fates[at] : null;
    }

    private void Borrow(TaskId task, TaskKind kind, Instant now)
    {
        if (record.Nearest(kind, now) is { } like)
        {
            Follow(task, like.LaterFrom(now), null);
        }
    }

    private void Begin(TaskId task, TaskFate fate)
    {
        Follow(task, fate, null);
        if (!fate.Damaged.IsNever)
        {
            Schedule((task, fate, WorkStep.Damage), fate.Damaged);
        }
    }

    /// <summary>Notes the next step that the task's life holds.</summary>
    private void Follow(TaskId task, TaskFate fate, WorkStep? done)
    {
        foreach (WorkStep step in AllSteps)
        {
            if ((done is null || step > done) && !fate.Of(step).IsNever)
            {
                Schedule((task, fate, step), fate.Of(step));
                return;
            }
        }

        if (!fate.Ended.IsNever && done != WorkStep.GoOn)
        {
            Schedule((task, fate, WorkStep.GoOn), fate.Ended);
        }
    }

    private void Schedule((TaskId Task, TaskFate Fate, WorkStep Step) step, Moment at) => agenda.Enqueue(step, (at, ++order));
}
