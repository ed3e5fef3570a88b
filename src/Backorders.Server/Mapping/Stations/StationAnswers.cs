using Backorders.Actors.Port;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Server.Mapping.Stations;

/// <summary>Answers of the Stations service.</summary>
internal static class StationAnswers
{
    /// <summary>Task numbers and tokens are those of the turn, what the tasks ask for is read from the warehouse.</summary>
    public static V1.PullTasksResponse Pull(CommandOutcome outcome, IReadOnlyDictionary<TaskId, TaskView> tasks)
    {
        V1.PullTasksResponse answer = new();
        if (outcome.FindOrNull<TasksLeased>() is { } leased)
        {
            answer.DecidedAt = outcome.At.ToTimestamp();
            foreach (Lease lease in leased.Leases)
            {
                answer.Offers.Add(new V1.TaskOffer
                {
                    Token = lease.Token.Value,
                    LeaseExpiresAt = leased.ExpiresAt.ToTimestamp(),
                    Task = tasks.TryGetValue(lease.Task, out TaskView? task) ? Forms.Task(task) : new V1.WorkTask { TaskId = lease.Task.Value },
                });
            }
        }

        return answer;
    }

    /// <summary>A task that the station has already.</summary>
    public static V1.TaskOffer Again(TaskView task) => new()
    {
        Token = task.Token.Value, LeaseExpiresAt = task.LeaseExpiresAt.ToTimestamp(), Task = Forms.Task(task),
    };

    /// <summary>A task in a list.</summary>
    /// <param name="task">How it stands.</param>
    /// <param name="withToken">Whether who asks may report on it.</param>
    public static V1.TaskOffer Listed(TaskView task, bool withToken) => withToken
        ? Again(task)
        : new V1.TaskOffer { LeaseExpiresAt = task.LeaseExpiresAt.ToTimestamp(), Task = Forms.Task(task) };

    public static V1.StartTaskResponse Start(CommandOutcome outcome) =>
        new() { TaskId = outcome.Find<TaskStarted>().Task.Value, DecidedAt = outcome.At.ToTimestamp() };

    public static V1.ConfirmPickResponse Confirm(CommandOutcome outcome, long quantity)
    {
        V1.ConfirmPickResponse answer = new() { Quantity = quantity, DecidedAt = outcome.At.ToTimestamp() };
        answer.TaskId = outcome.Events[0] is IOfTask of ? of.Task.Value : 0;
        answer.Lost = outcome.Events[0] is CountDone counted ? counted.Lost.Units : 0;
        answer.Dispositions.AddRange(UnitFlow.Of(outcome.Events).All);
        return answer;
    }

    public static V1.ReportShortResponse Short(CommandOutcome outcome)
    {
        TaskShort e = outcome.Find<TaskShort>();
        return new V1.ReportShortResponse
        {
            TaskId = e.Task.Value,
            Picked = e.Picked.Units,
            Missing = e.Missing.Units,
            CountTaskId = e.Count.Value,
            Dispositions = { UnitFlow.Of(outcome.Events).All },
            DecidedAt = outcome.At.ToTimestamp(),
        };
    }

    public static V1.ReportDamageResponse Damage(CommandOutcome outcome)
    {
        TaskDamaged e = outcome.Find<TaskDamaged>();
        return new V1.ReportDamageResponse
        {
            TaskId = e.Task.Value,
            Quantity = e.Quantity.Units,
            FellBackUntil = outcome.FindOrNull<OrderFellBack>()?.Until.ToTimestamp(),
            Dispositions = { UnitFlow.Of(outcome.Events).All },
            DecidedAt = outcome.At.ToTimestamp(),
        };
    }

    public static V1.PackResponse Pack(CommandOutcome outcome)
    {
        TasksPacked e = outcome.Find<TasksPacked>();
        return new V1.PackResponse { Parcel = e.Parcel, TaskIds = { e.Tasks.Select(t => t.Value) }, DecidedAt = outcome.At.ToTimestamp() };
    }

    public static V1.ReportStrayResponse Stray(CommandOutcome outcome)
    {
        StrayFound e = outcome.Find<StrayFound>();
        return new V1.ReportStrayResponse { PutBackTaskId = e.PutBack.Value, Quantity = e.Quantity.Units, DecidedAt = outcome.At.ToTimestamp() };
    }

    /// <param name="outcome">The turn.</param>
    /// <param name="docked">When the units of each task came to the dock: part of the task since it was made, so a repeated call says the same.</param>
    public static V1.ShipResponse Ship(CommandOutcome outcome, IReadOnlyDictionary<TaskId, Instant> docked)
    {
        V1.ShipResponse answer = new() { DecidedAt = outcome.At.ToTimestamp() };
        foreach (TaskId task in outcome.Find<TasksShipped>().Tasks)
        {
            V1.ShipResponse.Types.Shipped shipped = new() { TaskId = task.Value };
            if (docked.TryGetValue(task, out Instant at))
            {
                shipped.DockedAt = at.ToTimestamp();
                shipped.DockToShipSeconds = (outcome.At - at).TotalSeconds;
            }

            answer.Shipped.Add(shipped);
        }

        return answer;
    }

    public static V1.ReturnTaskResponse Return(CommandOutcome outcome)
    {
        TaskReturned e = outcome.Find<TaskReturned>();
        return new V1.ReturnTaskResponse { TaskId = e.Task.Value, Parked = e.Parked, DecidedAt = outcome.At.ToTimestamp() };
    }

    public static V1.UnparkTaskResponse Unpark(CommandOutcome outcome) =>
        new() { TaskId = outcome.Find<TaskUnparked>().Task.Value, DecidedAt = outcome.At.ToTimestamp() };

    public static V1.HeartbeatResponse Heartbeat(CommandOutcome outcome) =>
        new() { LeaseExpiresAt = outcome.FindOrNull<LeasesRenewed>()?.ExpiresAt.ToTimestamp() };
}
