using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;
using Backorders.Domain.Views;
using Backorders.Partners.Labels.Layout;
using Backorders.Server.Mapping;
using Backorders.Server.Refusals;
using Backorders.Server.Security;
using Backorders.Server.Services;
using Grpc.Core;

namespace Backorders.Server.Printing;

/// <summary>What stands on the label of a subject: of a task or parcel as the warehouse knows it, of a scan as the device tells it.</summary>
internal sealed class LabelReader(CommandGate gate, LabelDesk tasks)
{
    private const int ParcelTasksMax = 1_000;

    /// <summary>Reads a label's content.</summary>
    /// <param name="where">The warehouse, as it was asked for.</param>
    /// <param name="subject">What the label is put on; null when nothing was named.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="call">The call's name, for the record of who asked for another owner's.</param>
    /// <exception cref="RpcException">There is no such thing for the caller, it has no label, or what was told makes no sense.</exception>
    public async Task<ReadLabel> ReadAsync(string where, V1.LabelSubject? subject, Caller caller, string call)
    {
        Border border = default;
        switch (subject?.SubjectCase ?? V1.LabelSubject.SubjectOneofCase.None)
        {
            case V1.LabelSubject.SubjectOneofCase.TaskId:
                TaskId task = border.Task(subject!.TaskId, "label.task_id");
                Throw(border);
                TaskLabel label = await tasks.ReadTaskAsync(where, task, caller, call).ConfigureAwait(false);
                return new ReadLabel(label, $"task:{task}", label.Owner);
            case V1.LabelSubject.SubjectOneofCase.Parcel:
                border.Count(subject!.Parcel.TaskIds.Count, 1, ParcelTasksMax, "label.parcel.task_ids");
                List<TaskId> ids = [];
                foreach (long id in subject.Parcel.TaskIds.Distinct().Take(ParcelTasksMax))
                {
                    ids.Add(border.Task(id, "label.parcel.task_ids"));
                }

                Throw(border);
                ParcelLabel parcel = await ReadParcelAsync(where, ids, caller, call).ConfigureAwait(false);
                return new ReadLabel(parcel, $"parcel:{parcel.Parcel}", parcel.Owner);
            case V1.LabelSubject.SubjectOneofCase.Scan:
                ScanLabel scan = ReadScan(where, subject!.Scan, caller);
                return new ReadLabel(scan, $"scan:{subject.Scan.Use}:{subject.Scan.DeviceId}:{subject.Scan.ScanId}", scan.Owner);
            default:
                border.Note(Refusal.InvalidValue, "label", "is missing; a task, a parcel or a scan");
                Throw(border);
                throw new InvalidOperationException();
        }
    }

    private async Task<ParcelLabel> ReadParcelAsync(string where, List<TaskId> ids, Caller caller, string call)
    {
        QueryOutcome<IReadOnlyList<TaskView>> found = await gate.AskAsync(caller, where, new FindTasks(ids)).ConfigureAwait(false);
        Dictionary<TaskId, TaskView> views = found.Value!.ToDictionary(t => t.Task);
        foreach (TaskId id in ids)
        {
            if (!views.TryGetValue(id, out TaskView? view) || (caller.Owner is { } owner && view.Item.Owner != owner))
            {
                throw await gate.NotFoundAsync(caller, call, where, Refusal.UnknownTask, $"There is no task {id}.", ("task_id", id)).ConfigureAwait(false);
            }

            if (view.Parcel.Length == 0 || view.Line is null)
            {
                throw Refuse(Refusal.WrongTaskState, $"Task {id} ({view.Kind}, {view.State}) is in no parcel, so there is no label of one: pack it first.", ("task_id", id), ("state", view.State));
            }
        }

        TaskView first = views[ids[0]];
        if (views.Values.FirstOrDefault(t => t.Parcel != first.Parcel || t.Line!.Value.Order != first.Line!.Value.Order) is { } other)
        {
            throw Refuse(Refusal.MixedTasks, $"Task {other.Task} is in parcel '{other.Parcel}', and task {first.Task} in '{first.Parcel}': name the tasks of one parcel.", ("task_id", other.Task));
        }

        WarehouseId warehouse = gate.Warehouse(caller, where);
        return new ParcelLabel
        {
            Parcel = first.Parcel,
            Lane = first.Lane.Value,
            Owner = first.Item.Owner.Value,
            OrderNo = first.Line!.Value.Order.OrderNo.Value,
            Lines = views.Values.Select(t => t.Line!.Value).Distinct().Count(),
            Quantity = views.Values.Sum(t => t.Quantity.Units),
            ShipBy = views.Values.Min(t => t.ShipBy) is var by && by != Instant.Never ? tasks.InBuilding(warehouse, by) : null,
        };
    }

    private ScanLabel ReadScan(string where, V1.ScanSubject told, Caller caller)
    {
        WarehouseId warehouse = gate.Warehouse(caller, where);
        Border border = default;
        border.Device(told.DeviceId);
        border.Scan(told.ScanId);
        if (told.Use == V1.ScanLabelUse.Unspecified || !Enum.IsDefined(told.Use))
        {
            border.Note(Refusal.InvalidValue, "use", told.Use == 0 ? "is missing" : $"{(int)told.Use} is not known");
        }

        bool waits = told.Use == V1.ScanLabelUse.AwaitingAnswer;
        if (waits != told.Tag.Length > 0 || told.Tag.Length > PrintRules.TagMax)
        {
            border.Note(Refusal.InvalidText, "tag", $"1 to {PrintRules.TagMax} characters for what waits for its answer, none for anything else");
        }

        if (told.Sku.Length == 0 == (told.Gtin.Length == 0))
        {
            border.Note(Refusal.InvalidValue, "sku", "name the item by 'sku' or by 'gtin', and not by both");
        }

        _ = told.Sku.Length > 0 ? border.Sku(told.Sku) : default;
        Gtin? gtin = border.Gtin(told.Gtin);
        border.Text(told.Lot, "lot");
        border.Quantity(told.Quantity);
        _ = told.Door.Length > 0 ? border.Door(told.Door) : default;
        Instant? at = border.Time(told.ScannedAt, "scanned_at");
        Throw(border);
        return new ScanLabel
        {
            Caption = waits ? "TAG: ITS ANSWER COMES UNDER THIS" : "GOES TO",
            Headline = told.Use switch
            {
                V1.ScanLabelUse.AwaitingAnswer => told.Tag,
                V1.ScanLabelUse.PutAway => "PUT-AWAY",
                V1.ScanLabelUse.QcHold => "QC HOLD",
                V1.ScanLabelUse.Damaged => "DAMAGED",
                _ => "OVERAGE",
            },
            Item = gtin is null ? told.Sku : told.Gtin,
            IsGtin = gtin is not null,
            Lot = told.Lot,
            Quantity = told.Quantity,
            Door = told.Door,
            Owner = caller.Owner?.Value ?? string.Empty,
            ScannedAt = tasks.InBuilding(warehouse, at ?? gate.Now),
        };
    }

    private static void Throw(in Border border)
    {
        if (border.Refused is { } refused)
        {
            throw RefusalStatus.ToException(refused);
        }
    }

    private static RpcException Refuse(Refusal reason, string message, params (string Name, object? Value)[] details) =>
        RefusalStatus.ToException(Refused.Because(reason, message, details));
}
