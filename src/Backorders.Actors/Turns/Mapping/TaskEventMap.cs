using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Google.Protobuf.Collections;

namespace Backorders.Actors.Turns.Mapping;

internal static class TaskEventMap
{
    public static Stored.TasksLeased ToStored(TasksLeased e)
    {
        Stored.TasksLeased s = new() { Station = e.Station.Value, ExpiresAt = e.ExpiresAt.UnixMicroseconds };
        foreach (Lease lease in e.Leases)
        {
            s.Tasks.Add(lease.Task.Value);
            s.Tokens.Add(lease.Token.Value);
        }

        Add(s.Units, e.Units);

        return s;
    }

    public static TasksLeased FromStored(Stored.TasksLeased s)
    {
        Lease[] leases = new Lease[s.Tasks.Count];
        for (int i = 0; i < leases.Length; i++)
        {
            leases[i] = new(new(s.Tasks[i]), new(s.Tokens[i]));
        }

        return new(Ids.Station(s.Station), new(s.ExpiresAt), leases) { Units = Units(s.Units) };
    }

    public static Stored.LeasesRenewed ToStored(LeasesRenewed e) => new() { Station = e.Station.Value, ExpiresAt = e.ExpiresAt.UnixMicroseconds };

    public static LeasesRenewed FromStored(Stored.LeasesRenewed s) => new(Ids.Station(s.Station), new(s.ExpiresAt));

    public static Stored.LeaseExpired ToStored(LeaseExpired e) => new() { Task = e.Task.Value, Station = e.Station.Value, Parked = e.Parked, Units = e.Units.Units };

    public static LeaseExpired FromStored(Stored.LeaseExpired s) => new(new(s.Task), Ids.Station(s.Station), s.Parked) { Units = new(s.Units) };

    public static Stored.TaskStarted ToStored(TaskStarted e) => new() { Task = e.Task.Value, Units = e.Units.Units };

    public static TaskStarted FromStored(Stored.TaskStarted s) => new(new TaskId(s.Task)) { Units = new(s.Units) };

    public static Stored.TaskPicked ToStored(TaskPicked e)
    {
        Stored.TaskPicked s = new() { Task = e.Task.Value, Units = e.Units.Units };
        s.Serials.AddRange(e.Serials.Select(n => n.Value));
        return s;
    }

    public static TaskPicked FromStored(Stored.TaskPicked s) => new(new TaskId(s.Task)) { Units = new(s.Units), Serials = Ids.Serials(s.Serials) };

    public static Stored.TaskShort ToStored(TaskShort e)
    {
        Stored.TaskShort s = new()
        {
            Task = e.Task.Value,
            Picked = e.Picked.Units,
            Missing = e.Missing.Units,
            Reason = (Stored.ReasonCode)e.Reason,
            Count = e.Count.Value,
            Doubted = e.Doubted.Units,
        };
        s.Serials.AddRange(e.Serials.Select(n => n.Value));
        return s;
    }

    public static TaskShort FromStored(Stored.TaskShort s) => new(
        new(s.Task), new(s.Picked), new(s.Missing), (ReasonCode)s.Reason, new(s.Count)) { Doubted = new(s.Doubted), Serials = Ids.Serials(s.Serials) };

    public static Stored.TaskReturned ToStored(TaskReturned e) => new()
    {
        Task = e.Task.Value,
        Reason = (Stored.ReasonCode)e.Reason,
        Parked = e.Parked,
        Units = e.Units.Units,
    };

    public static TaskReturned FromStored(Stored.TaskReturned s) => new(new(s.Task), (ReasonCode)s.Reason, s.Parked) { Units = new(s.Units) };

    public static Stored.TaskUnparked ToStored(TaskUnparked e) => new() { Task = e.Task.Value, Units = e.Units.Units };

    public static TaskUnparked FromStored(Stored.TaskUnparked s) => new(new TaskId(s.Task)) { Units = new(s.Units) };

    public static Stored.TasksPacked ToStored(TasksPacked e)
    {
        Stored.TasksPacked s = new() { Parcel = e.Parcel };
        Add(s.Tasks, e.Tasks);
        Add(s.Units, e.Units);
        return s;
    }

    public static TasksPacked FromStored(Stored.TasksPacked s) => new(s.Parcel, Tasks(s.Tasks)) { Units = Units(s.Units) };

    public static Stored.TasksShipped ToStored(TasksShipped e)
    {
        Stored.TasksShipped s = new() { Carrier = e.Carrier, Tracking = e.Tracking };
        Add(s.Tasks, e.Tasks);
        Add(s.Units, e.Units);
        return s;
    }

    public static TasksShipped FromStored(Stored.TasksShipped s) => new(s.Carrier, s.Tracking, Tasks(s.Tasks)) { Units = Units(s.Units) };

    public static Stored.PutBackDone ToStored(PutBackDone e)
    {
        Stored.PutBackDone s = new() { Task = e.Task.Value, Units = e.Units.Units };
        if (e.Freed is { } freed)
        {
            s.Freed = freed.Units;
        }

        return s;
    }

    public static PutBackDone FromStored(Stored.PutBackDone s) => new(new TaskId(s.Task)) { Units = new(s.Units), Freed = s.HasFreed ? new(s.Freed) : null };

    public static Stored.CountDone ToStored(CountDone e) => new() { Task = e.Task.Value, Found = e.Found.Units, Lost = e.Lost.Units, InStorage = e.InStorage.Units };

    public static CountDone FromStored(Stored.CountDone s) => new(new(s.Task), new(s.Found), new(s.Lost)) { InStorage = new(s.InStorage) };

    public static Stored.StrayFound ToStored(StrayFound e) => new()
    {
        Owner = e.Item.Owner.Value, Sku = e.Item.Sku.Value, Quantity = e.Quantity.Units, PutBack = e.PutBack.Value,
    };

    public static StrayFound FromStored(Stored.StrayFound s) => new(Ids.Item(s.Owner, s.Sku), new(s.Quantity), new(s.PutBack));

    private static void Add(RepeatedField<long> to, IReadOnlyList<TaskId> tasks)
    {
        foreach (TaskId task in tasks)
        {
            to.Add(task.Value);
        }
    }

    private static void Add(RepeatedField<long> to, IReadOnlyList<Quantity> units)
    {
        foreach (Quantity part in units)
        {
            to.Add(part.Units);
        }
    }

    private static IReadOnlyList<Quantity> Units(RepeatedField<long> stored) => stored.Count == 0 ? [] : [.. stored.Select(static units => new Quantity(units))];

    private static TaskId[] Tasks(RepeatedField<long> stored)
    {
        TaskId[] tasks = new TaskId[stored.Count];
        for (int i = 0; i < tasks.Length; i++)
        {
            tasks[i] = new(stored[i]);
        }

        return tasks;
    }
}
