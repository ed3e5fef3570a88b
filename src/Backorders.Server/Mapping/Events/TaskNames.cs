using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;
using Backorders.Domain.Views;
using Backorders.Nodes.V1;

namespace Backorders.Server.Mapping.Events;

/// <summary>What an event's tasks and lines are, asked of the warehouse's node by the one that tells of the event.</summary>
internal static class TaskNames
{
    public static TasksAndLinesRequest Ask(WarehouseId warehouse, IEnumerable<TaskId> tasks, IEnumerable<LineKey> lines) => new()
    {
        Warehouse = warehouse.Value, Tasks = { tasks.Select(t => t.Value) }, Lines = { lines.Select(Form) },
    };

    /// <summary>The question at the warehouse.</summary>
    public static FindTasksAndLines Read(TasksAndLinesRequest asked) => new([.. asked.Tasks.Select(t => new TaskId(t))], [.. asked.Lines.Select(Read)]);

    /// <summary>Its answer.</summary>
    public static TasksAndLinesResponse Form(TasksAndLines found) => new()
    {
        Tasks = { found.Tasks.Select(Form) },
        Lines = { found.Lines.Select(l => new TasksAndLinesResponse.Types.Line { Line_ = Form(l.Line), Sku = l.Sku.Value }) },
    };

    public static void Learn(TasksAndLinesResponse told, TaskBook tasks)
    {
        foreach (TasksAndLinesResponse.Types.Task task in told.Tasks)
        {
            tasks.NoteAsked(
                new TaskId(task.Task_), new SkuKey(new OwnerId(task.Owner), new Sku(task.Sku)), task.Line is null ? null : Read(task.Line), new Quantity(task.Quantity));
        }

        foreach (TasksAndLinesResponse.Types.Line line in told.Lines)
        {
            tasks.Note(Read(line.Line_), new Sku(line.Sku));
        }
    }

    private static TasksAndLinesResponse.Types.Task Form(TaskView task)
    {
        TasksAndLinesResponse.Types.Task form = new()
        {
            Task_ = task.Task.Value, Owner = task.Item.Owner.Value, Sku = task.Item.Sku.Value, Quantity = task.Quantity.Units,
        };
        if (task.Line is { } line)
        {
            form.Line = Form(line);
        }

        return form;
    }

    private static LineName Form(LineKey line) => new() { Owner = line.Order.Owner.Value, OrderNo = line.Order.OrderNo.Value, LineNo = line.LineNo };

    private static LineKey Read(LineName line) => new(new OrderKey(new OwnerId(line.Owner), new OrderNo(line.OrderNo)), line.LineNo);
}
