using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Values;
using Backorders.Domain.Views;
using Backorders.Server.Mapping;
using Backorders.Server.Mapping.Stations;
using Backorders.Server.Security;

namespace Backorders.Server.Services;

/// <summary>Commands of stations whose answers also tell what the warehouse knows of the tasks: pulls and departures.</summary>
internal sealed class TaskDesk(CommandGate gate)
{
    /// <summary>Pulls tasks and tells what they ask for. No answer when refused.</summary>
    public async Task<(CommandOutcome Outcome, V1.PullTasksResponse? Answer)> PullAsync(Parsed parsed, Caller caller)
    {
        Task<CommandOutcome> pulling = gate.SubmitAsync(parsed, caller);
        if (parsed.Request is not { Command: PullTasks pull } request)
        {
            return (await pulling.ConfigureAwait(false), null);
        }

        // Asked in the same breath: nothing comes between the lease and the look at it.
        Task<QueryOutcome<IReadOnlyList<TaskView>>> looking = gate.Warehouses.AskAsync(request.Warehouse, new ListStationTasks(pull.Station));
        CommandOutcome outcome = await pulling.ConfigureAwait(false);
        QueryOutcome<IReadOnlyList<TaskView>> held = await looking.ConfigureAwait(false);
        if (outcome.Refused is not null)
        {
            return (outcome, null);
        }

        Dictionary<TaskId, TaskView> tasks = (held.Value ?? []).ToDictionary(t => t.Task);
        if (outcome.Repeated && outcome.FindOrNull<TasksLeased>() is { } leased)
        {
            await AddAsync(request.Warehouse, [.. leased.Leases.Select(l => l.Task).Where(t => !tasks.ContainsKey(t))], tasks).ConfigureAwait(false);
        }

        return (outcome, StationAnswers.Pull(outcome, tasks));
    }

    /// <summary>Ships tasks and tells how long each took from the dock. No answer when refused.</summary>
    public async Task<(CommandOutcome Outcome, V1.ShipResponse? Answer)> ShipAsync(Parsed parsed, Caller caller)
    {
        Task<QueryOutcome<IReadOnlyList<TaskView>>>? looking = parsed.Request is { Command: Ship ship } request
            ? gate.Warehouses.AskAsync(request.Warehouse, new FindTasks(ship.Tasks))
            : null;
        CommandOutcome outcome = await gate.SubmitAsync(parsed, caller).ConfigureAwait(false);
        QueryOutcome<IReadOnlyList<TaskView>>? shipped = looking is null ? null : await looking.ConfigureAwait(false);
        return outcome.Refused is null ? (outcome, StationAnswers.Ship(outcome, DockedAt(shipped?.Value ?? []))) : (outcome, null);
    }

    /// <summary>The tasks of an earlier answer that the station no longer has.</summary>
    private async ValueTask AddAsync(WarehouseId warehouse, TaskId[] missing, Dictionary<TaskId, TaskView> tasks)
    {
        if (missing.Length == 0)
        {
            return;
        }

        QueryOutcome<IReadOnlyList<TaskView>> found = await gate.Warehouses.AskAsync(warehouse, new FindTasks(missing)).ConfigureAwait(false);
        foreach (TaskView task in found.Value ?? [])
        {
            tasks[task.Task] = task;
        }
    }

    private static Dictionary<TaskId, Instant> DockedAt(IReadOnlyList<TaskView> tasks)
    {
        Dictionary<TaskId, Instant> docked = [];
        foreach (TaskView task in tasks)
        {
            docked[task.Task] = task.DockedAt; // a request may name a task twice
        }

        return docked;
    }
}
