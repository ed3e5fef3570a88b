using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;
using Backorders.Partners.Labels;
using Backorders.Partners.Labels.Layout;
using Backorders.Server.Mapping;
using Backorders.Server.Options;
using Backorders.Server.Refusals;
using Backorders.Server.Security;
using Google.Protobuf;
using Grpc.Core;

namespace Backorders.Server.Services;

/// <summary>Labels of tasks: what the warehouse knows of a task, its SSCC, and how it is drawn.</summary>
internal sealed class LabelDesk(CommandGate gate, IEnumerable<WarehouseOptions> warehouses)
{
    private readonly Dictionary<WarehouseId, (SsccRange? Range, TimeZoneInfo Zone)> known = warehouses.ToDictionary(
        w => new WarehouseId(w.Id), w => (w.Sscc, TimeZoneInfo.FindSystemTimeZoneById(w.TimeZone)));

    public async Task<V1.GetTaskLabelResponse> MakeAsync(V1.GetTaskLabelRequest request, Caller caller)
    {
        gate.Warehouse(caller, request.Warehouse);
        (TaskId id, LabelFormat format, LabelSize size, int dotsPerMm) = Read(request);
        TaskLabel label = await ReadTaskAsync(request.Warehouse, id, caller, nameof(StationsService.GetTaskLabel)).ConfigureAwait(false);
        (byte[] content, string type) = Label.Make(label, format, size, dotsPerMm);
        return new V1.GetTaskLabelResponse { Content = UnsafeByteOperations.UnsafeWrap(content), ContentType = type, Sscc = label.Sscc };
    }

    /// <summary>What stands on the label of a task's units.</summary>
    /// <param name="where">The warehouse, as it was asked for.</param>
    /// <param name="id">The task.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="call">The call's name, for the record of who asked for another owner's.</param>
    /// <exception cref="RpcException">There is no such task for the caller, or it has no label.</exception>
    public async Task<TaskLabel> ReadTaskAsync(string where, TaskId id, Caller caller, string call)
    {
        QueryOutcome<DescribedTask?> found = await gate.AskAsync(caller, where, new DescribeTask(id)).ConfigureAwait(false);
        if (found.Value?.Task is not { } task || (caller.Owner is { } owner && task.Item.Owner != owner))
        {
            throw await gate.NotFoundAsync(caller, call, where, Refusal.UnknownTask, $"There is no task {id}.", ("task_id", id)).ConfigureAwait(false);
        }

        if (task.Line is not { } line || task.State is TaskState.Short or TaskState.Recalled)
        {
            throw Refuse(
                Refusal.WrongTaskState, $"Task {id} ({task.Kind}, {task.State}) brings no units to a customer, so they have no label.",
                ("task_id", id), ("kind", task.Kind), ("state", task.State));
        }

        WarehouseId warehouse = gate.Warehouse(caller, where);
        return new TaskLabel
        {
            Sscc = SsccOf(warehouse, known[warehouse].Range, id),
            Task = id.Value,
            Lane = task.Lane.Value,
            Door = task.Door.Value,
            Owner = task.Item.Owner.Value,
            OrderNo = line.Order.OrderNo.Value,
            LineNo = line.LineNo,
            Sku = task.Item.Sku.Value,
            Description = found.Value.Item?.Description ?? string.Empty,
            Quantity = task.Quantity.Units,
            ShipBy = task.ShipBy == Instant.Never ? null : InBuilding(warehouse, task.ShipBy),
        };
    }

    /// <summary>A time as the building's clocks show it.</summary>
    public DateTime InBuilding(WarehouseId warehouse, Instant at) => TimeZoneInfo.ConvertTime(at.ToDateTimeOffset(), known[warehouse].Zone).DateTime;

    private static (TaskId Task, LabelFormat Format, LabelSize Size, int DotsPerMm) Read(V1.GetTaskLabelRequest request)
    {
        Border border = default;
        TaskId task = border.Task(request.TaskId);
        if (request.Format == V1.LabelFormat.Unspecified || !Enum.IsDefined(request.Format))
        {
            border.Note(Refusal.InvalidValue, "format", $"is {(request.Format == 0 ? "missing" : "not known")}; ZPL, SVG or PNG");
        }

        V1.LabelSize size = request.Size == V1.LabelSize.Unspecified ? V1.LabelSize._100X150 : request.Size;
        if (!Enum.IsDefined(size))
        {
            border.Note(Refusal.InvalidValue, "size", $"{(int)size} is not one of the known sizes");
        }

        int dotsPerMm = request.DotsPerMm == 0 ? Label.DotsPerMm[0] : request.DotsPerMm;
        if (!Label.DotsPerMm.Contains(dotsPerMm))
        {
            border.Note(Refusal.InvalidValue, "dots_per_mm", $"{dotsPerMm} is not one of {string.Join(", ", Label.DotsPerMm)}");
        }

        return border.Refused is { } refused
            ? throw RefusalStatus.ToException(refused)
            : (task, (LabelFormat)request.Format, (LabelSize)size, dotsPerMm);
    }

    private static string SsccOf(WarehouseId warehouse, SsccRange? range, TaskId task)
    {
        if (range is null)
        {
            throw Refuse(
                Refusal.NoCompanyPrefix, $"Warehouse {warehouse} has no GS1 company prefix: set Gs1CompanyPrefix in its options, {SsccRange.PrefixLengthMin} to "
                + $"{SsccRange.PrefixLengthMax} digits.", ("warehouse", warehouse), ("option", nameof(WarehouseOptions.Gs1CompanyPrefix)));
        }

        return range.Of(task.Value) ?? throw Refuse(
            Refusal.SsccExhausted, $"Warehouse {warehouse} has SSCCs for {range.Capacity} tasks, and this is task {task}: add a digit at the end of its "
            + "SsccExtensionDigits.", ("warehouse", warehouse), ("capacity", range.Capacity), ("option", nameof(WarehouseOptions.SsccExtensionDigits)));
    }

    private static RpcException Refuse(Refusal reason, string message, params (string Name, object? Value)[] details) =>
        RefusalStatus.ToException(Refused.Because(reason, message, details));
}
