using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Server.Mapping.Events;

/// <summary>Events of tasks in the words of the contract, each with what it is about. One that concerns several owners becomes one event for each.</summary>
internal static class TaskEventForms
{
    public static IEnumerable<V1.Event> Of(Event change, TaskBook tasks) => change switch
    {
        TasksLeased e => PerOwner(e, tasks, refs => new V1.Event
        {
            TasksLeased = new V1.TasksLeased { Station = e.Station.Value, ExpiresAt = e.ExpiresAt.ToTimestamp(), Tasks = { refs } },
        }),
        TasksPacked e => PerOwner(e, tasks, refs => new V1.Event { Packed = new V1.Packed { Parcel = e.Parcel, Tasks = { refs } } }),
        TasksShipped e => PerOwner(e, tasks, refs => new V1.Event
        {
            Shipped = new V1.Shipped { Carrier = e.Carrier, Tracking = e.Tracking, Tasks = { refs } },
        }),
        LeaseExpired e => One(e, tasks, task => new V1.Event
        {
            LeaseExpired = new V1.LeaseExpired { Task = task, Station = e.Station.Value, Parked = e.Parked },
        }),
        TaskStarted e => One(e, tasks, task => new V1.Event { TaskStarted = new V1.TaskStarted { Task = task } }),
        TaskPicked e => One(e, tasks, task => new V1.Event { TaskPicked = new V1.TaskPicked { Task = task, Serials = { e.Serials.Select(n => n.Value) } } }),
        TaskShort e => One(e, tasks, task => Short(e, task)),
        TaskReturned e => One(e, tasks, task => new V1.Event
        {
            TaskReturned = new V1.TaskReturned { Task = task, Reason = (V1.ReasonCode)e.Reason, Parked = e.Parked },
        }),
        TaskUnparked e => One(e, tasks, task => new V1.Event { TaskUnparked = new V1.TaskUnparked { Task = task } }),
        ContainerBrokenDown e => One(e, tasks, task => new V1.Event { ContainerBrokenDown = new V1.ContainerBrokenDown { Task = task } }),
        PutBackDone e => One(e, tasks, task => new V1.Event { PutBackDone = PutBack(e, task) }),
        CountDone e => One(e, tasks, task => new V1.Event { CountDone = new V1.CountDone { Task = task, Found = e.Found.Units, Lost = e.Lost.Units, InStorage = e.InStorage.Units } }),
        _ => [],
    };

    private static V1.Event Short(TaskShort e, V1.TaskRef task) => new()
    {
        TaskShort = new V1.TaskShort
        {
            Task = task, Picked = e.Picked.Units, Missing = e.Missing.Units, Reason = (V1.ReasonCode)e.Reason, CountTaskId = e.Count.Value,
            Doubted = e.Doubted.Units,
            Serials = { e.Serials.Select(n => n.Value) },
        },
    };

    private static V1.PutBackDone PutBack(PutBackDone e, V1.TaskRef task)
    {
        V1.PutBackDone told = new() { Task = task };
        if (e.Freed is { } freed)
        {
            told.Freed = freed.Units;
        }

        return told;
    }

    private static IEnumerable<V1.Event> One(ITellsUnits change, TaskBook tasks, Func<V1.TaskRef, V1.Event> make)
    {
        (OwnerId owner, V1.TaskRef reference) = tasks.Find(change.Task, change.Units);
        V1.Event told = make(reference);
        told.Owner = owner.Value;
        return [told];
    }

    private static IEnumerable<V1.Event> PerOwner(IOfTasks change, TaskBook tasks, Func<IEnumerable<V1.TaskRef>, V1.Event> make) => change.Tasks
        .Select((id, i) => tasks.Find(id, i < change.Units.Count ? change.Units[i] : Quantity.Zero))
        .GroupBy(t => t.Owner)
        .Select(group =>
        {
            V1.Event told = make(group.Select(t => t.Task));
            told.Owner = group.Key.Value;
            return told;
        });
}
