using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Domain.Questions;

/// <summary>What a station has under lease, by task number.</summary>
/// <param name="Station">Which.</param>
public sealed record ListStationTasks(StationId Station) : Question<IReadOnlyList<TaskView>>
{
    /// <inheritdoc/>
    public override IReadOnlyList<TaskView> Answer(Warehouse warehouse, Instant now) => warehouse.TasksOf(Station);
}

/// <summary>Tasks that are not finished, by number.</summary>
/// <param name="Owner">Whose; null for anybody's.</param>
/// <param name="Station">Under whose lease; null for all.</param>
/// <param name="Skip">How many to pass over.</param>
/// <param name="Take">How many to tell at most.</param>
public sealed record ListTasks(OwnerId? Owner, StationId? Station, int Skip, int Take) : Question<IReadOnlyList<TaskView>>
{
    /// <summary>In which state; null for any.</summary>
    public TaskState? State { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<TaskView> Answer(Warehouse warehouse, Instant now) => warehouse.ListTasks(Owner, Station, State, Skip, Take);
}

/// <summary>What a station must know when it comes to work: what it holds from before, and for how long it may hold a task.</summary>
/// <param name="Station">Which.</param>
public sealed record WelcomeStation(StationId Station) : Question<StationWelcome>
{
    /// <inheritdoc/>
    public override StationWelcome Answer(Warehouse warehouse, Instant now) => new(warehouse.Policy.LeaseSeconds, warehouse.TasksOf(Station));
}

/// <summary>The answer to <see cref="WelcomeStation"/>.</summary>
/// <param name="LeaseSeconds">How long a lease lasts.</param>
/// <param name="Held">What the station has under lease, by task number.</param>
public sealed record StationWelcome(int LeaseSeconds, IReadOnlyList<TaskView> Held)
{
    /// <summary>Whether the station holds tasks of an owner for whom the one that comes does not work.</summary>
    public bool IsInUse { get; init; }
}

/// <summary>Whether a station could do with more tasks, and whether there are any for it.</summary>
/// <param name="Station">Which.</param>
/// <param name="Owner">Whose tasks it works on; null for anybody's.</param>
public sealed record CheckStation(StationId Station, OwnerId? Owner) : Question<StationLoad>
{
    /// <inheritdoc/>
    public override StationLoad Answer(Warehouse warehouse, Instant now) => new(warehouse.CountUnpickedOf(Station), warehouse.HasReadyTask(Owner));
}

/// <summary>The answer to <see cref="CheckStation"/>.</summary>
/// <param name="Unpicked">Tasks under lease that the station has not picked yet.</param>
/// <param name="HasReadyTask">Whether it could pull a task now.</param>
public sealed record StationLoad(int Unpicked, bool HasReadyTask);

/// <summary>Tasks as they stand, in the order asked; those that are not there are left out.</summary>
/// <param name="Tasks">Which.</param>
public sealed record FindTasks(IReadOnlyList<TaskId> Tasks) : Question<IReadOnlyList<TaskView>>
{
    /// <inheritdoc/>
    public override IReadOnlyList<TaskView> Answer(Warehouse warehouse, Instant now) => [.. Tasks.Select(warehouse.GetTask).OfType<TaskView>()];
}

/// <summary>
/// Tasks and lines as they stand, in the order asked; those that are not there are left out. For an event stream that begins after they were first described.
/// </summary>
/// <param name="Tasks">Which tasks.</param>
/// <param name="Lines">Which lines.</param>
public sealed record FindTasksAndLines(IReadOnlyList<TaskId> Tasks, IReadOnlyList<LineKey> Lines) : Question<TasksAndLines>
{
    /// <inheritdoc/>
    public override TasksAndLines Answer(Warehouse warehouse, Instant now) => new(
        [.. Tasks.Select(warehouse.GetTask).OfType<TaskView>()], [.. Lines.Select(warehouse.GetLine).OfType<LineView>()]);
}

/// <summary>The answer to <see cref="FindTasksAndLines"/>.</summary>
/// <param name="Tasks">The tasks that are there.</param>
/// <param name="Lines">The lines that are there.</param>
public sealed record TasksAndLines(IReadOnlyList<TaskView> Tasks, IReadOnlyList<LineView> Lines);

/// <summary>A task with the item that it moves: what a label is made from. Null when there is none, or it was finished long ago.</summary>
/// <param name="Task">Which.</param>
public sealed record DescribeTask(TaskId Task) : Question<DescribedTask?>
{
    /// <inheritdoc/>
    public override DescribedTask? Answer(Warehouse warehouse, Instant now) =>
        warehouse.GetTask(Task) is { } task ? new DescribedTask(task, warehouse.GetItem(task.Item)) : null;
}

/// <summary>The answer to <see cref="DescribeTask"/>.</summary>
/// <param name="Task">The task.</param>
/// <param name="Item">Its item as it is defined; null when it is not.</param>
public sealed record DescribedTask(TaskView Task, Item? Item);
